import type { ProviderChoice } from '../../contract/index.ts';
import { describeModel, weightBytes, type ModelPackage } from '../../model/index.ts';
import { runsAlike, type EstimateContext } from './estimate-pass.ts';
import { median } from './median.ts';

/** What a model's work takes of processors, and how that is known. */
export interface ProcessorTime {
  /** Processor-seconds a base that is read. */
  readonly perBase: number;
  /** `runs`: measured by runs made before with that model; `size`: by its number of weights. */
  readonly from: 'runs' | 'size';
}

/**
 * Processor-seconds of a command before it reads its first base: it and its compute process start, graphs
 * are compiled. Measured: 0.61 to 0.75 s for 10 kbp, of which a base takes less than 0.1 s.
 */
export const startSeconds = 0.6;

/** What the command itself holds beside its compute process: 120 to 180 MB, measured over the commands. */
export const programBytes = 180e6;

/**
 * What a changed sequence takes in bases that are read, from where it changes to where its hidden states
 * are those of the reference again, side by side with its like, and how often the reference itself is read
 * for so many of them. Measured with 100 and 1,100 substitutions in 200 kbp on one thread: 360 bases each with
 * Hawk tutorial, 370 with Caduceus tutorial, 1,850 with Hawk yeast, and 1.3 to 1.5 passes; 100,000 in a megabase
 * with Hawk tutorial took 549 processor-seconds, 560 by these numbers and 4.3 us a base.
 */
export const changeCost = { bases: 1_000, passes: 1.5, atOnce: 5_000 };

/** Bases that reading tiles of so many bases takes, and so many changed sequences in them. */
export function changedBases(changes: number, tiles: readonly number[]): number {
  const read = tiles.reduce((sum, length) => sum + length, 0);
  const times = Math.max(1, Math.ceil(changes / changeCost.atOnce / Math.max(1, tiles.length)));
  return changeCost.passes * times * read + changes * changeCost.bases;
}

/**
 * Multiply-adds, both counted, that a core does a second in products of matrices, and seconds a channel
 * of a scan. Fitted to one thread with AVX-512 on AMD EPYC, processor time of 40 and of 490 kbp: within a third
 * of 4.3 us a base (Hawk tutorial, 175 k weights), 4.0 (Caduceus tutorial, 34 k, both strands), 8.1 (Hawk yeast,
 * 396 k), 61 (Caduceus 128 x 8 PS), 49 (Mamba 256 x 8), 86 (Hawk 256 x 8). AVX2 takes about twice that.
 */
const perCore = { operations: 170e9, channelSeconds: 2.2e-9 };

/** Shorter runs tell more of their start than of their speed, bp. */
const leastLength = 50_000;

/** Processor-seconds a base, by runs where there are any that are long enough. */
export function processorTime(
  { model, cache }: Pick<EstimateContext, 'model' | 'cache'>,
  provider: ProviderChoice,
): ProcessorTime {
  const runs = runsAlike(cache?.listRuns() ?? [], model, provider);
  const long = runs.filter(({ interval }) => interval.end - interval.start >= leastLength);
  const measured = median(
    long.map(({ interval, seconds, settings, provider: used }) => {
      // A GPU's pass keeps one processor busy.
      const threads = used === 'cpu' ? Number(settings['threads'] ?? 1) : 1;
      return (seconds * threads) / (interval.end - interval.start);
    }),
  );
  return measured === undefined
    ? { perBase: bySize(model.model), from: 'size' }
    : { perBase: measured, from: 'runs' };
}

function bySize(model: ModelPackage): number {
  const weights = weightBytes(model.weights) / 4;
  const { network, tile } = describeModel(model);
  if (network === undefined) {
    const overlap = tile === undefined ? 1 : tile.length / tile.centre;
    return (overlap * 2 * weights) / perCore.operations;
  }
  const scans = network.layers.flatMap(({ streamed }) => streamed);
  const channels = scans.reduce((sum, { states }) => sum + (states.at(-1)?.shape[0] ?? 0), 0);
  // Both directions of a Caduceus share most of their weights.
  const uses = model.manifest.family === 'caduceus' ? 2 : 1;
  const products = (uses * 2 * weights) / perCore.operations;
  return network.strands * (products + channels * perCore.channelSeconds);
}
