import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { MegabaseError, type Provider, type ProviderReport } from '../contract/index.ts';
import type { PassJob, Reply, Request } from './messages.ts';

const script = new URL('./compute-process.ts', import.meta.url);

/** Switches off ONNX Runtime's telemetry, which is on by default: it must be set from the start. */
const quiet = { ORT_DISABLE_TELEMETRY: '1' };

/** How often one pass may lose its process in the same sweep before it is given up. */
const attemptsPerSweep = 3;

export interface PassListener {
  /** Replies in the order they were sent. After a restart some come again. */
  onReply(reply: Reply): void;
  /** Something the user should know that did not stop the pass. */
  onNote(note: string): void;
}

/**
 * Runs a pass in a process of its own. If that process dies, it is started again and the pass goes
 * on from its last checkpoint; `signal` kills it at once.
 *
 * Errors: what the pass failed with; `compute-died`; `cancelled`.
 */
export async function computePass(
  job: PassJob,
  listener: PassListener,
  signal?: AbortSignal,
): Promise<void> {
  let attempt = job;
  let furthest = -1;
  let deaths = 0;
  for (;;) {
    let resumedSweeps: number | undefined;
    const death = await converse({ kind: 'run', job: attempt }, signal, (reply) => {
      if (reply.kind === 'begun') ({ resumedSweeps } = reply);
      listener.onReply(reply);
      return reply.kind === 'done';
    });
    if (death === undefined) return;
    if (resumedSweeps === undefined && attempt.provider !== 'cpu') {
      // A graphics driver that takes the process with it is no reason not to compute.
      listener.onNote(`${death} while ${attempt.provider} was tried; going on with the CPU.`);
      attempt = { ...attempt, provider: 'cpu' };
      continue;
    }
    const advanced = resumedSweeps !== undefined && resumedSweeps > furthest;
    deaths = advanced ? 1 : deaths + 1;
    furthest = Math.max(furthest, resumedSweeps ?? -1);
    if (deaths >= attemptsPerSweep || job.checkpoint === undefined) {
      throw new MegabaseError('compute-died', `${death}.`);
    }
    listener.onNote(`${death}; going on from the last checkpoint.`);
  }
}

/** Whether a provider works here, tried in a process of its own. */
export async function probe(provider: Provider): Promise<ProviderReport> {
  let report: ProviderReport | undefined;
  const death = await converse({ kind: 'probe', provider }, undefined, (reply) => {
    if (reply.kind === 'probed') report = reply.report;
    return report !== undefined;
  });
  return report ?? { provider, available: false, reason: death ?? 'no answer' };
}

/**
 * Starts a compute process, sends one request and hands on replies until `isLast` says so. Resolves
 * with undefined then, or with words on how the process died before.
 */
function converse(
  request: Request,
  signal: AbortSignal | undefined,
  isLast: (reply: Reply) => boolean,
): Promise<string | undefined> {
  const cancelled = () => new MegabaseError('cancelled', 'The pass was cancelled.');
  if (signal?.aborted) return Promise.reject(cancelled());
  const child = fork(script, {
    env: { ...process.env, ...quiet },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const stderr = lastLines(child);
  return new Promise<string | undefined>((resolve, reject) => {
    const stop = () => reject(cancelled());
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.once('exit', (code, killedBy) => {
      signal?.removeEventListener('abort', stop);
      const die = () => resolve(describeDeath(code, killedBy, stderr()));
      // Its last words may still be on their way: the channel closes behind them.
      if (child.connected) child.once('disconnect', die);
      else die();
    });
    child.on('message', (reply: Reply) => {
      try {
        if (reply.kind === 'failed') reject(new MegabaseError(reply.code, reply.message));
        else if (isLast(reply)) resolve(undefined);
      } catch (error) {
        // What the listener could not take in, such as an output file that is full.
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.send(request);
  }).finally(async () => {
    const running = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if (!running) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
}

function describeDeath(code: number | null, signal: string | null, stderr: string): string {
  if (signal === 'SIGKILL') {
    // It had no time to write why: what it wrote before is about something else.
    return 'The compute process was killed by the system, most often because memory ran out';
  }
  const how = signal === null ? `ended with code ${code}` : `was stopped by ${signal}`;
  return `The compute process ${how}${stderr && ` (${stderr})`}`;
}

function lastLines(child: ChildProcess): () => string {
  let tail = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2000);
  });
  return () => tail.trim().split('\n').at(-1)!.slice(0, 300);
}
