#!/usr/bin/env node
// Plain JavaScript, so that any Node can start it: an older one hands over to the Node that comes
// with `npm ci`, for the program's TypeScript and its SQLite need Node 22.18 or newer.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  await import('./main.ts');
} else {
  const node = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
  if (existsSync(node)) {
    const script = fileURLToPath(import.meta.url);
    const result = spawnSync(node, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
    process.exitCode = result.status ?? 1;
  } else {
    console.error(`megabase needs Node 22.18 or newer; this is ${process.versions.node}.`);
    console.error('Run `npm ci` in its folder, which brings one, or install a newer Node.');
    process.exitCode = 1;
  }
}
