#!/usr/bin/env node
// Plain JavaScript, so that any Node can start it: an older one hands over to the Node that comes
// with `npm ci`, for the program's TypeScript and its SQLite need Node 22.18 or newer.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  await import('./main.ts');
} else {
  handOver();
}

function handOver() {
  const isWindows = process.platform === 'win32';
  const name = isWindows ? 'node.exe' : 'node';
  const node = fileURLToPath(new URL(`../../node_modules/node/bin/${name}`, import.meta.url));
  if (!existsSync(node)) {
    console.error(`megabase needs Node 22.18 or newer; this is ${process.versions.node}.`);
    console.error('Run `npm ci` in its folder, which brings one, or install a newer Node.');
    process.exitCode = 1;
    return;
  }
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  // By the channel the program notices when this process is killed.
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  child.once('exit', (code) => (process.exitCode = code ?? 1));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    // Windows tells every process of the console of a Ctrl-C by itself, and `kill` would end it.
    process.on(signal, () => isWindows || child.kill(signal));
  }
}
