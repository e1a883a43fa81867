import { defined, type RunLikelihood, type TrackValues } from '../../contract/index.ts';
import type { Manifest } from '../../model/index.ts';

/** bp that are judged together: one base says next to nothing. */
const window = 1024;
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
  { trainedOn }: Manifest,
): RunLikelihood | undefined {
  const values = tracks.find(({ info }) => info.role === 'likelihood')?.values;
  const means = values && windowMeans(values);
  if (means === undefined || means.length === 0) return undefined;
  const median = medianOf(means.map(({ mean }) => mean));
  const deviation = 1.4826 * medianOf(means.map(({ mean }) => Math.abs(mean - median)));
  const low =
    means.length < leastWindows
      ? []
      : means.filter(({ mean }) => mean < median - farBelow * deviation && deviation > 0);
  const usual = trainedOn?.logLikelihood;
  return {
    ...{ window, windows: means.length, median },
    ...{ low: low.length, lowAt: low.slice(0, told).map(({ start }) => start) },
    ...(usual && { usual }),
  };
}

function windowMeans(values: Float32Array): { start: number; mean: number }[] {
  const means: { start: number; mean: number }[] = [];
  for (let start = 0; start < values.length; start += window) {
    let [sum, known] = [0, 0];
    const end = Math.min(values.length, start + window);
    for (let i = start; i < end; i++) {
      const value = defined(values[i]);
      if (Number.isNaN(value)) continue;
      sum += value;
      known += 1;
    }
    if (2 * known >= window) means.push({ start, mean: sum / known });
  }
  return means;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = defined(sorted[middle]);
  return sorted.length % 2 === 1 ? upper : (upper + defined(sorted[middle - 1])) / 2;
}
