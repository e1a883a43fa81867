import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import {
  computeEnvironment,
  computeNodeOptions,
  LastLine,
  type StartComputeProcess,
} from '../engine/index.ts';
import { fatalErrorOf } from './utility-child.ts';

/** The bundle of `engine/compute-process.ts`, beside that of the main process. */
const script = join(import.meta.dirname, 'compute-process.js');

/** As a process of Electron's own: it may crash, run out of memory or be killed by itself. */
export const startUtilityProcess: StartComputeProcess = () => {
  const child = utilityProcess.fork(script, [], {
    env: { ...process.env, ...computeEnvironment },
    execArgv: [...computeNodeOptions],
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Megabase compute',
  });
  const stderr = child.stderr && new LastLine(child.stderr);
  const fatalError = fatalErrorOf(child);
  let hasEnded = false;
  child.once('exit', () => (hasEnded = true));
  return {
    send: (request) => child.postMessage(request),
    onReply: (listener) => child.on('message', listener),
    onEnd: (listener) =>
      child.once('exit', (code) => {
        const signal = signalOf(code);
        listener({
          ...{ code: signal ? null : code, signal },
          lastLine: fatalError() || (stderr?.text ?? ''),
        });
      }),
    // What V8 cannot survive is told as an end, too.
    onError: () => undefined,
    async kill() {
      if (hasEnded) return;
      const gone = once(child, 'exit');
      // Electron's own `kill` asks politely, and a process that computes does not listen.
      if (child.pid === undefined) child.once('spawn', () => killNow(child.pid));
      else killNow(child.pid);
      await gone;
    },
  };
};

function killNow(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}

/** What ends a process that computes, against its will. 1 and 2 are errors of Node's own. */
const deadly = [
  'SIGKILL',
  'SIGTERM',
  'SIGABRT',
  'SIGSEGV',
  'SIGBUS',
  'SIGILL',
  'SIGFPE',
  'SIGTRAP',
] as const;

/** On POSIX Electron tells a signal as the code, as shells do or without their 128. */
function signalOf(code: number): string | null {
  if (process.platform === 'win32') return null;
  return deadly.find((name) => code % 128 === constants.signals[name]) ?? null;
}
