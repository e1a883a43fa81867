import { defined } from '../../contract/index.ts';
import { programFolder } from '../../home/index.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that fails this soon never had a window, ms. */
const tooSoon = 10_000;

/** Runs the desktop application until it is closed; tells why it could not be opened, if so. */
export async function runElectron(
  path: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const began = performance.now();
  const child = spawn(path, [programFolder, ...files], {
    env,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let last = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    last = defined(text.trim().split('\n').at(-1)) || last;
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code, by] = (await once(child, 'close')) as [number | null, string | null];
    const opened = code === 0 || performance.now() - began > tooSoon;
    return opened
      ? undefined
      : `Electron could not start (${last || `it ended with ${by ?? code}`})`;
  } catch (error) {
    return `Electron could not start (${(error as Error).message})`;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
