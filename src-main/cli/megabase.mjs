#!/usr/bin/env node
// Plain JavaScript, so that any Node can start it. The program's SQLite needs Node-API 10, which came
// with Node 22.14, and its TypeScript 22.18: in a checkout an older one hands over to the Node that comes
// with `npm ci`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A checkout's; once bundled, as `megabase.js`, all is JavaScript. */
const isSource = import.meta.url.endsWith('.mjs');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const hasTypes = major > 22 || (major === 22 && minor >= 18);
setHome();
if (Number(process.versions.napi) >= 10 && (hasTypes || !isSource)) {
  await keepCompiled();
  await import('./main.ts');
} else {
  handOver();
}

/** A user that a container or a scheduler made may have no home, and Node throws where it is asked for. */
function setHome() {
  if (!process.env.HOME) delete process.env.HOME;
  try {
    if (isAbsolute(homedir())) return;
  } catch {
    // As of a user that has only a number.
  }
  // By Debian's policy no system has this folder.
  process.env.HOME = '/nonexistent';
}

/**
 * What Node makes of the sources is kept in the cache folder, for this process and its compute processes:
 * starting takes half the time from the second time on. `NODE_COMPILE_CACHE` names another place, and
 * `NODE_DISABLE_COMPILE_CACHE`, like a command that is to keep nothing, none.
 */
async function keepCompiled() {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, MEGABASE_HOME } = process.env;
  if (NODE_COMPILE_CACHE || NODE_DISABLE_COMPILE_CACHE) return;
  if (process.argv.includes('--no-cache')) return;
  const { default: envPaths } = await import('env-paths');
  const home = MEGABASE_HOME
    ? resolve(MEGABASE_HOME, 'cache')
    : envPaths('megabase', { suffix: '' }).cache;
  const folder = join(home, 'compiled');
  const { status } = module.enableCompileCache(folder);
  // Where it cannot be written, all is compiled anew.
  if (status === module.constants.compileCacheStatus.ENABLED)
    process.env.NODE_COMPILE_CACHE = folder;
}

function handOver() {
  const isWindows = process.platform === 'win32';
  const name = isWindows ? 'node.exe' : 'node';
  const node = fileURLToPath(new URL(`../../node_modules/node/bin/${name}`, import.meta.url));
  if (!isSource || !existsSync(node)) {
    const needed = isSource ? '22.18' : '22.14';
    console.error(`megabase needs Node ${needed} or newer; this is ${process.versions.node}.`);
    if (isSource) console.error('Run `npm ci` in its folder, which brings one.');
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
