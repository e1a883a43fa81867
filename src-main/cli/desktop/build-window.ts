import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import { programFolder } from '../../home/index.ts';
import type { Console } from '../console.ts';

const sources = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json'];
const built = ['main/main.js', 'preload/preload.cjs', 'renderer/index.html'];

/** Builds the window where that was not done since its sources changed, and can be done. */
export async function buildWindow(
  console: Pick<Console, 'note'>,
  signal?: AbortSignal,
): Promise<void> {
  const builder = join(programFolder, 'node_modules/electron-vite/bin/electron-vite.js');
  if (!existsSync(builder) || isBuilt()) return;
  console.note('Building the window...');
  const child = spawn(process.execPath, [builder, 'build'], {
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
