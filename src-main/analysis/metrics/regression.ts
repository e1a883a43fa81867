import { defined } from '../../contract/index.ts';
import type { Statistic } from './statistic.ts';

/**
 * R2 as coefficient of determination: 1 - sum (truth - prediction)^2 / sum (truth - mean truth)^2.
 * It asks for the right scale: below 0 where the mean of the truth would have been the better
 * prediction. NaN where the truth does not vary.
 */
export function r2(predictions: ArrayLike<number>, truth: ArrayLike<number>): number {
  return r2Of(predictions, truth)();
}

/** The same, of rows with weights. */
export function r2Of(predictions: ArrayLike<number>, truth: ArrayLike<number>): Statistic {
  return (weights) => {
    const mean = meanOf(truth, weights);
    let [residual, total] = [0, 0];
    for (let i = 0; i < truth.length; i++) {
      const weight = weights?.[i] ?? 1;
      residual += weight * (defined(truth[i]) - defined(predictions[i])) ** 2;
      total += weight * (defined(truth[i]) - mean) ** 2;
    }
    return total === 0 ? NaN : 1 - residual / total;
  };
}

/** Pearson's correlation: whatever the scale. NaN where either side does not vary. */
export function pearson(predictions: ArrayLike<number>, truth: ArrayLike<number>): number {
  return pearsonOf(predictions, truth)();
}

/** The same, of rows with weights. */
export function pearsonOf(predictions: ArrayLike<number>, truth: ArrayLike<number>): Statistic {
  return (weights) => {
    const [meanX, meanY] = [meanOf(predictions, weights), meanOf(truth, weights)];
    let [xx, yy, xy] = [0, 0, 0];
    for (let i = 0; i < truth.length; i++) {
      const weight = weights?.[i] ?? 1;
      const [x, y] = [defined(predictions[i]) - meanX, defined(truth[i]) - meanY];
      xx += weight * x * x;
      yy += weight * y * y;
      xy += weight * x * y;
    }
    return xy / Math.sqrt(xx * yy);
  };
}

function meanOf(values: ArrayLike<number>, weights: ArrayLike<number> | undefined): number {
  let [sum, count, low, high] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    sum += weight * defined(values[i]);
    count += weight;
    low = Math.min(low, defined(values[i]));
    high = Math.max(high, defined(values[i]));
  }
  // Where all are one value their sum's rounding is not to be taken for variation.
  return low === high ? low : sum / count;
}
