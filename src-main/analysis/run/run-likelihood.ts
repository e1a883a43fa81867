import {
  defined,
  type RunLikelihood,
  type TrackValues,
  type UnfamiliarPlace,
} from '../../contract/index.ts';
import { WindowMeans } from '../../engine/index.ts';
import type { Manifest } from '../../model/index.ts';

/** bp that are judged together: one base says next to nothing. */
export const likelihoodWindow = 1024;
/** Windows from which on a run has a median of its own to be far below of. */
const leastWindows = 16;
/** How far below: in deviations as robust as the median, 1.4826 times the median absolute deviation. */
const farBelow = 5;
/** Windows whose places are told. */
const told = 3;

/**
 * How likely a run's model takes what it read; undefined without a likelihood, or where no window is known
 * to half.
 */
export function runLikelihood(
  tracks: readonly TrackValues[],
  manifest: Manifest,
): RunLikelihood | undefined {
  const values = tracks.find(({ info }) => info.role === 'likelihood')?.values;
  if (values === undefined) return undefined;
  const windows = new WindowMeans(values.length, likelihoodWindow);
  windows.add(0, values);
  return likelihoodOfWindows(windows.means(), manifest);
}

/** The same from the means of windows of `likelihoodWindow` bp, NaN where they are not known. */
export function likelihoodOfWindows(
  means: Float64Array | Float32Array,
  { trainedOn }: Pick<Manifest, 'trainedOn'>,
): RunLikelihood | undefined {
  const judged = judge(means);
  if (judged === undefined) return undefined;
  const { median, low, windows } = judged;
  const usual = trainedOn?.logLikelihood;
  return {
    ...{ window: likelihoodWindow, windows, median },
    ...{ low: low.length, lowAt: low.slice(0, told).map((at) => at * likelihoodWindow) },
    ...(usual && { usual }),
  };
}

/**
 * Finds places in sequence far below what is usual: of the model, where all that was read with them is; else
 * of what was read with them.
 */
export class PlaceLikelihood {
  readonly #means: Float64Array | Float32Array;
  readonly #low: ReadonlySet<number>;
  readonly #judged: ReturnType<typeof judge>;
  readonly #usual: RunLikelihood['usual'];

  /** @param means as `likelihoodOfWindows` takes them */
  constructor(means: Float64Array | Float32Array, { trainedOn }: Pick<Manifest, 'trainedOn'>) {
    this.#means = means;
    this.#judged = judge(means);
    this.#low = new Set(this.#judged?.low);
    this.#usual = trainedOn?.logLikelihood;
  }

  /** What is told of a base, in bp from the first window's start; undefined where it is nothing unusual. */
  at(base: number): UnfamiliarPlace | undefined {
    if (this.#judged === undefined) return undefined;
    const { median } = this.#judged;
    const usual = this.#usual;
    if (usual && median < usual.least) {
      return { logLikelihood: median, usual: usual.median, of: 'model' };
    }
    const window = Math.floor(base / likelihoodWindow);
    if (!this.#low.has(window)) return undefined;
    return { logLikelihood: defined(this.#means[window]), usual: median, of: 'interval' };
  }
}

/** Of windows that are known: how many, their median, and which are far below it. */
function judge(
  means: Float64Array | Float32Array,
): { readonly windows: number; readonly median: number; readonly low: number[] } | undefined {
  const known = [...means].filter((mean) => !Number.isNaN(mean));
  if (known.length === 0) return undefined;
  const median = medianOf(known);
  const deviation = 1.4826 * medianOf(known.map((mean) => Math.abs(mean - median)));
  const low =
    known.length < leastWindows || !(deviation > 0)
      ? []
      : [...means.keys()].filter((at) => defined(means[at]) < median - farBelow * deviation);
  return { windows: known.length, median, low };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = defined(sorted[middle]);
  return sorted.length % 2 === 1 ? upper : (upper + defined(sorted[middle - 1])) / 2;
}
