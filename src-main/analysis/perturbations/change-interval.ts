import { setImmediate } from 'node:timers/promises';
import {
  MegabaseError,
  type PassProgress,
  type ProviderChoice,
  type ScanChoice,
} from '../../contract/index.ts';
import type { PredictionCache } from '../../cache/index.ts';
import {
  computePerturbations,
  type BinPieces,
  type PerturbationResult,
  type PerturbationTask,
  type PassBegun,
  type StartComputeProcess,
} from '../../engine/index.ts';
import { jobModel, runKey } from '../run/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { commonBin, headTracks } from '../../model/index.ts';

import { baseKey, binOrigins, editKey, keepBase, keepResult, keptResult } from './edit-record.ts';
import { EditKeeper } from './edit-keeper.ts';

/** See `EditJob`: with it the tutorial's effects are within 0.01 of reading everything again. */
export const defaultTolerance = 0.01;

/** An interval as it is read. */
export interface ReadInterval {
  /** First base, 0-based. */
  readonly start: number;
  readonly tokens: Uint8Array;
}

export interface EditSettings {
  readonly provider: ProviderChoice;
  readonly threads: number;
  /** What computes the recurrences; `auto` where absent. */
  readonly scan?: ScanChoice | undefined;
  /** Tokens a chunk: a window grows by whole chunks. */
  readonly chunk?: number | undefined;
  readonly memory?: number | undefined;
  /** See `EditJob`. */
  readonly tolerance: number;
}

/** What is told while it happens. */
export interface EditListener {
  onBegun(begun: PassBegun): void;
  onProgress(progress: PassProgress): void;
  onNote(note: string): void;
}

export interface EditTools {
  readonly model: LoadedModel;
  /** Absent: nothing is looked up or kept. */
  readonly cache?: PredictionCache | undefined;
  /** Computes nothing: what is not kept is the error `cache-missing`. */
  readonly keptOnly?: boolean | undefined;
  /** Folder of compiled graphs. */
  readonly graphs: string;
  readonly listener: EditListener;
  readonly signal?: AbortSignal | undefined;
  readonly startComputeProcess?: StartComputeProcess | undefined;
}

/**
 * What each of some changes of an interval's sequence does: from the cache where it was computed
 * before, else by one pass over the interval and a little more for each change. Results come as they
 * are there, in any order, each once, with the unchanged sequence's own bins, which a model without
 * tracks does not have. Resolves with those bins.
 *
 * Errors: `cache-missing` where nothing may be computed; those of the pass.
 */
export async function changeInterval(
  { start, tokens }: ReadInterval,
  tasks: readonly PerturbationTask[],
  settings: EditSettings,
  tools: EditTools,
  onResult: (result: PerturbationResult, base: BinPieces | undefined) => void,
): Promise<BinPieces | undefined> {
  const { model, cache, listener } = tools;
  const { manifest } = model.model;
  const bin = commonBin(manifest);
  const run = runKey({ tokens, modelHash: model.identity.hash, start, bin });
  const origins = binOrigins(manifest, start);
  const keys = tasks.map((task) => editKey(task, settings.tolerance));
  const find = (some: readonly number[]) => {
    const kept = cache?.findEdits(
      run,
      some.map((task) => keys[task]!),
    );
    return some.flatMap((task) => {
      const edit = kept?.get(keys[task]!);
      const result = edit && keptResult(edit, origins);
      return result ? [{ ...result, task }] : [];
    });
  };

  const keptBase = cache?.findEdit(run, baseKey);
  const base = keptBase && keptResult(keptBase, origins);
  let bins = base?.bins;
  const isReady = base !== undefined || headTracks(manifest).length === 0;
  const all = [...keys.keys()];
  const told = new Set<number>();
  const known = new Set<number>();
  for (const some of slices(all)) {
    for (const result of find(some)) {
      (isReady ? told : known).add(result.task);
      if (isReady) onResult(result, bins);
    }
    await breathe(tools.signal);
  }
  const open = all.filter((task) => !told.has(task) && !known.has(task));
  if (isReady && open.length === 0) return bins;
  if (tools.keptOnly) {
    const missing = open.length + (isReady ? 0 : 1);
    throw new MegabaseError(
      'cache-missing',
      `${missing} of ${tasks.length + 1} sequences that were read are no longer in the cache.`,
    );
  }
  // They wait for the unchanged sequence's bins.
  const tellKnown = () => {
    for (const some of slices([...known])) for (const result of find(some)) onResult(result, bins);
    known.clear();
  };

  const keeper = new EditKeeper(cache, run, (note) => listener.onNote(note));
  const job = {
    ...settings,
    ...jobModel(model),
    tokens,
    start,
    graphs: tools.graphs,
    tasks: open.map((task) => tasks[task]!),
  };
  try {
    await computePerturbations(
      job,
      {
        onReply(reply) {
          if (reply.kind === 'begun') listener.onBegun(reply);
          if (reply.kind === 'progress') listener.onProgress(reply.progress);
          if (reply.kind === 'tracks')
            keeper.keep(baseKey, keepBase((bins = reply.pieces), origins));
          if (reply.kind === 'perturbation' || reply.kind === 'done') tellKnown();
          if (reply.kind === 'perturbation') {
            const task = open[reply.task]!;
            keeper.keep(keys[task]!, keepResult(reply, origins));
            onResult({ ...reply, task }, bins);
          }
        },
        onNote: (note) => listener.onNote(note),
      },
      tools.signal,
      tools.startComputeProcess,
    );
  } finally {
    keeper.flush();
  }
  return bins;
}

/** Results that are read from the cache at a time: more would keep all else waiting. */
const together = 100;

function slices<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / together) }, (_, i) =>
    items.slice(i * together, (i + 1) * together),
  );
}

/** Lets other work have its turn, and so whoever wants to stop this. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new MegabaseError('cancelled', 'The pass was cancelled.');
}
