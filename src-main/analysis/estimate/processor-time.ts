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
 * Processor-seconds of a command beside what it reads: it and its compute process start, graphs are opened. Measured in a
 * checkout: 1.5 of `predict`, 1.9 of `variants`, for 10 kbp, of which a base takes less than 0.1.
 */
export const startSeconds = 1.7;

/** What the command itself holds beside its compute process: 120 to 180 MB, measured over the commands. */
export const programBytes = 180e6;

/**
 * Multiply-adds, both counted, that a core does a second in products of matrices, seconds a channel of a scan, and
 * seconds a base whatever the network. Fitted to one thread with AVX-512 on AMD EPYC, processor time of 131 kbp to a
 * megabase less the start: within a tenth of 4.1 us a base (Hawk tutorial, 175 k weights), 3.7 (Caduceus tutorial, 34 k,
 * both strands), 8.1 (Hawk yeast, 396 k), 50 (Caduceus 128 x 8 PS), 281 (Caduceus 256 x 16 PS) and 86 (Hawk 256 x 8), and
 * a fifth more than the 42 of a Mamba 256 x 8. AVX2 takes a quarter more of a Caduceus 128 x 8 PS.
 */
const perCore = { operations: 195e9, channelSeconds: 3.3e-9, baseSeconds: 0.6e-6 };

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
  // What both directions of a Caduceus share, each of its products of matrices, is computed once for both.
  const products = (2 * weights) / perCore.operations;
  const { channelSeconds, baseSeconds } = perCore;
  return network.strands * (products + channels * channelSeconds) + baseSeconds;
}
