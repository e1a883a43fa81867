import {
  MegabaseError,
  type KernelReport,
  type Provider,
  type ProviderReport,
} from '../../contract/index.ts';
import { converse } from './converse.ts';
import { asLimit, lessMemory } from './less-memory.ts';
import type { PassBegun, Reply, PassJob } from '../jobs/index.ts';
import { forkComputeProcess, type StartComputeProcess } from './start-compute-process.ts';

/** How often one pass may lose its process in the same scan before it is given up. */
const attemptsPerScan = 3;

export interface PassListener {
  /** Replies in the order they were sent. After a restart some come again. */
  onReply(reply: Reply): void;
  /**
   * Something the user should know that did not stop the pass; `goesOn`: what computes from now on, where that
   * is new and no other begin says so.
   */
  onNote(note: string, goesOn?: Provider): void;
}

/**
 * Runs a pass in a process of its own. If that process dies, it is started again and the pass goes
 * on from its last checkpoint, on the CPU where it was a GPU's; if memory that was planned for cannot
 * be had, with half of it. `signal` kills it at once.
 *
 * Errors: what the pass failed with; `compute-died`; `cancelled`.
 */
export async function computePass(
  job: PassJob,
  listener: PassListener,
  signal?: AbortSignal,
  start: StartComputeProcess = forkComputeProcess,
): Promise<void> {
  let attempt = job;
  let furthest = -1;
  let deaths = 0;
  for (;;) {
    let resumedScans: number | undefined;
    let begun: PassBegun | undefined;
    const pass = converse(start, { kind: 'run', job: attempt }, signal, (reply) => {
      if (reply.kind === 'begun') {
        begun = reply;
        ({ resumedScans } = reply);
      }
      passOn(reply, listener);
      return reply.kind === 'done';
    });
    let death: string | undefined;
    try {
      death = await pass;
    } catch (error) {
      const { memory, note } = lessMemory(
        asLimit(error, attempt.memory, job.memory),
        attempt.memory,
      );
      listener.onNote(note);
      // Checkpoints are of chunks of one size.
      attempt = { ...attempt, memory, chunk: begun?.chunk ?? attempt.chunk };
      continue;
    }
    if (death === undefined) return;
    if (attempt.provider !== 'cpu' && begun?.provider !== 'cpu') {
      // A graphics driver that takes the process with it is no reason not to compute.
      const what = begun ? `${begun.provider} computed` : `${attempt.provider} was tried`;
      listener.onNote(`${death} while ${what}; continuing on the CPU.`);
      // Checkpoints are of chunks of one size.
      attempt = { ...attempt, provider: 'cpu', chunk: begun?.chunk ?? attempt.chunk };
      continue;
    }
    const advanced = resumedScans !== undefined && resumedScans > furthest;
    deaths = advanced ? 1 : deaths + 1;
    furthest = Math.max(furthest, resumedScans ?? -1);
    if (deaths >= attemptsPerScan || job.checkpoint === undefined) {
      const kept =
        job.checkpoint === undefined
          ? 'Nothing of this pass is kept'
          : 'What it had finished is kept as a checkpoint';
      throw new MegabaseError('compute-died', `${death}. ${kept}.`);
    }
    listener.onNote(`${death}; continuing from the last checkpoint.`);
  }
}

/** Hands a reply to the listener, and what it has to tell the user. */
export function passOn(reply: Reply, listener: PassListener): void {
  if (reply.kind === 'begun' && reply.scan.warning) listener.onNote(reply.scan.warning);
  if (reply.kind === 'note') listener.onNote(reply.note);
  listener.onReply(reply);
  if (reply.kind === 'device-failed') listener.onNote(reply.note, 'cpu');
}

/** Whether a provider works here, tried in a process of its own. */
export async function probe(
  provider: Provider,
  start: StartComputeProcess = forkComputeProcess,
): Promise<ProviderReport> {
  let report: ProviderReport | undefined;
  const death = await converse(start, { kind: 'probe', provider }, undefined, (reply) => {
    if (reply.kind === 'probed') report = reply.report;
    return report !== undefined;
  });
  return report ?? { provider, available: false, reason: death ?? 'no answer' };
}

/** Whether the native kernel and runner work here, tried in a process of its own. */
export async function askForKernel(
  start: StartComputeProcess = forkComputeProcess,
): Promise<KernelReport> {
  let report: KernelReport | undefined;
  const death = await converse(start, { kind: 'probe-kernel' }, undefined, (reply) => {
    if (reply.kind === 'kernel-probed') ({ report } = reply);
    return report !== undefined;
  });
  const neither = { available: false, reason: death ?? 'no answer' };
  return report ?? { ...neither, runner: neither };
}
