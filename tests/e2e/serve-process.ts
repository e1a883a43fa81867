import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { commandFile } from '../support/cli.ts';
import type { Memory } from './window-host.ts';

export interface ServeProcess {
  /** Opens once, in one browser. */
  readonly url: string;
  readonly memory: () => Memory;
  /** Stopped as Ctrl-C stops it; gives the exit code. */
  readonly stop: () => Promise<number | null>;
  /** Killed, as for lack of memory. */
  readonly kill: () => Promise<void>;
}

/** `megabase serve --no-open` with all of its files below `home`. */
export async function startServe(home: string): Promise<ServeProcess> {
  const child = spawn(process.execPath, [commandFile, 'serve', '--no-open'], {
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const url = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    ended.then(([code]) => {
      throw new Error(`megabase serve ended with ${code}: ${said}`);
    }),
  ]);
  return {
    url,
    memory: () => memoryOf(child.pid!),
    async stop() {
      child.kill('SIGINT');
      return (await ended)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs the command line with the same files as a window; gives what it printed. */
export async function runMegabase(home: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [commandFile, ...args], {
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`megabase ${args.join(' ')} ended with ${code}: ${said}`);
  return printed;
}

/** With all files of the program below `home`. */
export function environment(home: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, MEGABASE_HOME: join(home, 'megabase') };
}

/** Resident memory of a process, now and at its highest. */
export function memoryOf(pid: number): Memory {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)![1]) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}
