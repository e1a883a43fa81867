import { setImmediate as nextTurn } from 'node:timers/promises';
import { solvePositive } from './cholesky.ts';
import type { FitTask } from './fit-task.ts';
import type { LinearMap, FeatureScale } from './linear-map.ts';

/** Products of the normal equations between two looks at the signal. */
const productsAtOnce = 20_000_000;

/**
 * Ridge regression on standardised features and values, by its normal equations, which all strengths
 * share.
 */
export async function fitRidge(task: FitTask, scale: FeatureScale): Promise<LinearMap[]> {
  const { features, rows, targets, strengths, onFit, signal } = task;
  const { width } = features;
  const n = rows.length;
  const mean = rows.reduce((sum, row) => sum + targets[row]!, 0) / n;
  const variance = rows.reduce((sum, row) => sum + (targets[row]! - mean) ** 2, 0) / n;
  const deviation = Math.sqrt(variance) || 1;

  // Correlations of features with each other, the lower half, and with the values.
  const products = new Float64Array(width * width);
  const right = new Float64Array(width);
  const row = new Float64Array(width);
  const rowsAtOnce = Math.ceil(productsAtOnce / width ** 2);
  for (let i = 0; i < n; i++) {
    if (i % rowsAtOnce === 0) {
      await nextTurn();
      signal?.throwIfAborted();
    }
    standardise(task, rows[i]!, scale, row);
    const value = (targets[rows[i]!]! - mean) / deviation;
    for (let a = 0; a < width; a++) {
      const factor = row[a]! / n;
      right[a]! += factor * value;
      for (let b = 0, k = a * width; b <= a; b++, k++) products[k]! += factor * row[b]!;
    }
  }
  const maps: LinearMap[] = [];
  for (const strength of strengths) {
    const matrix = Float64Array.from(products);
    // What features that copy each other need, even without regularisation.
    for (let a = 0; a < width; a++) matrix[a * width + a]! += strength + 1e-9;
    const weight = solvePositive(matrix, right).map((value) => value * deviation);
    maps.push({ weight, bias: mean });
    onFit?.();
    await nextTurn();
    signal?.throwIfAborted();
  }
  return maps;
}

function standardise(
  { features: { values, width } }: FitTask,
  row: number,
  { mean, deviation }: FeatureScale,
  into: Float64Array,
): void {
  const from = row * width;
  for (let j = 0; j < width; j++) into[j] = (values[from + j]! - mean[j]!) / deviation[j]!;
}
