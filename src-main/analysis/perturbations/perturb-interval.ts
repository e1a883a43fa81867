import { setImmediate } from 'node:timers/promises';
import { MegabaseError, defined } from '../../contract/index.ts';
import {
  computePerturbations,
  type BinPieces,
  type PerturbationResult,
  type PerturbationTask,
} from '../../engine/index.ts';
import { commonBin, headTracks } from '../../model/index.ts';
import type { AnalysisContext, ComputeSettings } from '../environment/index.ts';
import { jobModel, passListener, runKey } from '../run/index.ts';
import { BatchedResultWriter } from './batched-result-writer.ts';
import {
  binOrigins,
  decodeResult,
  encodeReference,
  encodeResult,
  perturbationKey,
  referenceKey,
} from './result-record.ts';

/** See `PerturbationJob`: with it the tutorial's effects are within 0.01 of reading everything again. */
export const defaultTolerance = 0.01;

/** How perturbations are computed. What is recomputed grows by whole chunks. */
export interface PerturbationSettings extends Omit<ComputeSettings, 'spill'> {
  /** See `PerturbationJob`. */
  readonly tolerance: number;
}

/** A sequence and the contig coordinate of its first token, 0-based. */
export interface ReferenceSequence {
  readonly start: number;
  readonly tokens: Uint8Array;
}

/**
 * What each of some perturbations of a sequence does: from the cache where it was computed before,
 * else by one pass over the sequence and a little more for each perturbation. Results come as they
 * are computed, in any order, each once, with the reference sequence's own bins, which a model
 * without tracks does not have. Resolves with those bins.
 *
 * Errors: `cache-missing` where nothing may be computed; those of the pass.
 */
export async function perturbInterval(
  { start, tokens }: ReferenceSequence,
  tasks: readonly PerturbationTask[],
  settings: PerturbationSettings,
  context: AnalysisContext,
  onResult: (result: PerturbationResult, reference: BinPieces | undefined) => void,
): Promise<BinPieces | undefined> {
  const { model, cache, graphs, signal, startComputeProcess } = context;
  const { provider, threads, scan, chunk, memory, tolerance } = settings;
  const { manifest } = model.model;
  const bin = commonBin(manifest);
  const run = runKey({ tokens, modelHash: model.identity.hash, start, bin });
  const origins = binOrigins(manifest, start);
  const keys = tasks.map((task) => perturbationKey(task, tolerance));
  const lookUp = (batch: readonly number[]) => {
    const wanted = batch.map((task) => defined(keys[task]));
    const cached = cache?.findEdits(run, wanted);
    return batch.flatMap((task) => {
      const stored = cached?.get(defined(keys[task]));
      const result = stored && decodeResult(stored, origins);
      return result ? [{ ...result, task }] : [];
    });
  };

  const stored = cache?.findEdit(run, referenceKey);
  const reference = stored && decodeResult(stored, origins);
  let bins = reference?.bins;
  const isReady = reference !== undefined || headTracks(manifest).length === 0;
  const all = [...keys.keys()];
  const emitted = new Set<number>();
  // These wait for the reference sequence's bins.
  const waiting = new Set<number>();
  for (const batch of batches(all)) {
    for (const result of lookUp(batch)) {
      (isReady ? emitted : waiting).add(result.task);
      if (isReady) onResult(result, bins);
    }
    await yieldToOthers(signal);
  }
  const open = all.filter((task) => !emitted.has(task) && !waiting.has(task));
  if (isReady && open.length === 0) return bins;
  if (context.cachedOnly) {
    const missing = open.length + (isReady ? 0 : 1);
    throw new MegabaseError(
      'cache-missing',
      `${missing} of ${tasks.length + 1} sequences that were read are no longer in the cache.`,
    );
  }
  const emitWaiting = () => {
    for (const batch of batches([...waiting])) {
      for (const result of lookUp(batch)) onResult(result, bins);
    }
    waiting.clear();
  };

  const writer = new BatchedResultWriter(run, context);
  const job = {
    ...{ provider, threads, scan, chunk, memory, tolerance },
    ...jobModel(model),
    ...{ tokens, start, graphs },
    tasks: open.map((task) => defined(tasks[task])),
  };
  const listener = passListener(context, (reply) => {
    if (reply.kind === 'tracks') {
      bins = reply.pieces;
      writer.add(referenceKey, encodeReference(bins, origins));
    }
    if (reply.kind === 'perturbation' || reply.kind === 'done') emitWaiting();
    if (reply.kind === 'perturbation') {
      const task = defined(open[reply.task]);
      writer.add(defined(keys[task]), encodeResult(reply, origins));
      onResult({ ...reply, task }, bins);
    }
  });
  try {
    await computePerturbations(job, listener, signal, startComputeProcess);
  } finally {
    writer.flush();
  }
  return bins;
}

/** Results that are read from the cache at a time: more would keep all else waiting. */
const batchSize = 100;

function batches<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, i) =>
    items.slice(i * batchSize, (i + 1) * batchSize),
  );
}

/** Lets other work have its turn, and so whoever wants to stop this. Error: `cancelled`. */
async function yieldToOthers(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw new MegabaseError('cancelled', 'The pass was cancelled.');
}
