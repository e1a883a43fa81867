import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import { isCheckout, programFolder } from '../../home/index.ts';
import type { Console } from '../console/index.ts';

const configs = ['electron.vite.config.ts', 'rolldown.config.ts', 'package-lock.json'];
const guide = ['resources/guide', 'resources/build-guide'];
const sources = ['src-main', 'src-renderer', ...guide, ...configs];
const built = ['main/main.js', 'preload/preload.cjs', 'renderer/index.html', 'command/megabase.js'];

/** As `npm run build`: a script of `node_modules`, and its arguments. */
const builders = [
  ['electron-vite/bin/electron-vite.js', 'build'],
  ['rolldown/bin/cli.mjs', '-c', 'rolldown.config.ts'],
] as const;

/** In a checkout, builds window and command where that was not done since their sources changed. */
export async function buildWindow(
  console: Pick<Console, 'note'>,
  signal?: AbortSignal,
): Promise<void> {
  const modules = join(programFolder, 'node_modules');
  if (!isCheckout || !existsSync(join(modules, builders[0][0])) || isBuilt()) return;
  console.note('Building the window...');
  for (const [script, ...args] of builders) {
    if (!signal?.aborted) await build([join(modules, script), ...args], signal);
  }
}

async function build(args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: programFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const stop = () => child.kill();
  signal?.addEventListener('abort', stop, { once: true });
  const [code] = (await once(child, 'close')) as [number | null];
  signal?.removeEventListener('abort', stop);
  if (code !== 0 && !signal?.aborted) {
    throw new MegabaseError('unexpected', `The window could not be built:\n${said.trim()}`);
  }
}

function isBuilt(): boolean {
  const files = built.map((path) => join(programFolder, 'out', path));
  if (!files.every(existsSync)) return false;
  const oldest = Math.min(...files.map((path) => statSync(path).mtimeMs));
  return sources.every((path) => newestIn(join(programFolder, path)) <= oldest);
}

/** Time of the last change to a file, or to any file in a folder. */
function newestIn(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
  const entries = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(...entries.map((entry) => statSync(join(path, entry)).mtimeMs));
}
