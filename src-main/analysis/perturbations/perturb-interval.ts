import { setImmediate } from 'node:timers/promises';
import { MegabaseError, defined } from '../../contract/index.ts';
import { claimPassFolder } from '../../cache/index.ts';
import {
  computePerturbations,
  type PartialReading,
  type PerturbationResult,
  type PerturbationTask,
  type PerturbationWork,
} from '../../engine/index.ts';
import type { AnalysisContext, ComputeSettings } from '../environment/index.ts';
import { hasLikelihood, sequenceParts, valuedSpan } from '../../model/index.ts';
import { answeredBy, jobModel, likelihoodWindow, passListener } from '../run/index.ts';
import { encodeWork } from '../estimate/index.ts';
import { BatchedResultWriter } from './batched-result-writer.ts';
import { CachedPart } from './cached-part.ts';
import type { ReferencePart, ReferenceSequence } from './reference-sequence.ts';
import { changedSpan } from './result-record.ts';

/** See `PerturbationJob`: with it the tutorial's effects are within 0.01 of reading everything again. */
export const defaultTolerance = 0.01;

/** How perturbations are computed. A chunk that is asked for does not matter to them. */
export interface PerturbationSettings extends Omit<ComputeSettings, 'spill'> {
  /** See `PerturbationJob`. */
  readonly tolerance: number;
  /** Of several answers that the model has, this one alone. */
  readonly reading?: PartialReading | undefined;
}

/**
 * What each of some perturbations of a sequence does: from the cache where it was computed before,
 * else by one pass over what of the sequence they may change and a little more for each. Results come as
 * they are computed, in any order, each once, with what is said of the reference sequence itself. Resolves
 * with that of the last part, of a sequence that is read as a whole all of it.
 *
 * Errors: `cache-missing` where nothing may be computed; those of the pass.
 */
export async function perturbInterval(
  sequence: ReferenceSequence,
  tasks: readonly PerturbationTask[],
  settings: PerturbationSettings,
  given: AnalysisContext,
  onResult: (result: PerturbationResult, reference: ReferencePart) => void,
): Promise<Partial<Pick<ReferencePart, 'bins' | 'likelihoods'>>> {
  const context = answeredBy(given, settings.provider);
  const { start, tokens, valued, whole = false } = sequence;
  const { model, graphs, signal, startComputeProcess } = context;
  const { provider, threads, scan, memory, progressEvery, tolerance, reading } = settings;
  const { manifest } = model.model;
  const place = { start, length: tokens.length, valued: valuedSpan(valued) };
  const all = sequenceParts(manifest, place, tasks.map(changeOf), { whole });
  const asked = { sequence, tasks, tolerance, reading, onResult, releases: all.length > 1 };
  const parts = all.map((part) => new CachedPart(part, asked, context));
  for (const part of parts) await part.emitStored(() => yieldToOthers(signal));
  const missing = parts.filter((part) => !part.isDone);
  if (missing.length === 0) return { ...parts.at(-1)?.reference };
  if (context.cachedOnly) {
    const lost = missing.reduce((sum, part) => sum + part.lost, 0);
    throw new MegabaseError(
      'cache-missing',
      `${lost} of ${tasks.length + parts.length} sequences that were read are no longer in the cache.`,
    );
  }
  const open = missing.flatMap((part) => part.open.map((task) => ({ task, part })));
  // For what of the reading the memory does not hold.
  const folder = claimPassFolder('changes', { scratch: context.scratch });
  const job = {
    ...{ provider, threads, scan, memory, progressEvery, tolerance, reading },
    ...jobModel(model),
    ...{ tokens, start, valued, graphs, scratch: folder?.path },
    parts: missing.map((part) => part.valued),
    ...(hasLikelihood(manifest) && !reading ? { likelihoodWindow } : {}),
    ...(all.length > 1 ? { tasksOfParts: missing.map((part) => part.open.length) } : {}),
    tasks: open.map(({ task }) => defined(tasks[task])),
  };
  // What others take tells nothing of a variant.
  const isUsual = !reading && open.every(({ task }) => isSmall(defined(tasks[task])));
  const listener = passListener(context, (reply) => {
    // What has come so far is stored as that of who computed it.
    if (reply.kind === 'begun' || reply.kind === 'device-failed') {
      for (const part of missing) part.flush();
    }
    if (reply.kind === 'window-likelihoods') {
      defined(missing[reply.part ?? 0]).setLikelihoods(reply.means);
    }
    if (reply.kind === 'tracks') defined(missing[reply.part ?? 0]).setReference(reply.pieces);
    if (reply.kind === 'perturbation' || reply.kind === 'done') {
      for (const part of missing) part.emitWaiting();
    }
    if (reply.kind === 'done' && reply.work && isUsual) keepWork(reply.work, settings, context);
    if (reply.kind === 'perturbation') {
      const { task, part } = defined(open[reply.task]);
      part.add({ ...reply, task });
    }
  });
  try {
    await computePerturbations(job, listener, signal, startComputeProcess);
  } finally {
    folder?.release();
    for (const part of missing) part.flush();
  }
  return { ...parts.at(-1)?.reference };
}

/** Most tokens of a change by which it is foretold what variants take. */
const small = 50;

function isSmall(task: PerturbationTask): boolean {
  const { start, end } = changedSpan(task);
  return end - start <= small;
}

/** For estimates. */
function keepWork(
  work: PerturbationWork,
  { tolerance }: PerturbationSettings,
  context: AnalysisContext,
): void {
  const kept = encodeWork(work, { model: context.model, tolerance });
  if (kept === undefined) return;
  const writer = new BatchedResultWriter(kept.run, context);
  writer.add(kept.key, kept.edit);
  writer.flush();
}

function changeOf(task: PerturbationTask) {
  const isIndel = task.edits.some(({ start, end, tokens }) => tokens.length !== end - start);
  return { ...changedSpan(task), isIndel };
}

/** Lets other work have its turn, and so whoever wants to stop this. Error: `cancelled`. */
async function yieldToOthers(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw new MegabaseError('cancelled', 'The pass was cancelled.');
}
