import { defined } from '../../contract/index.ts';
import type { FitTask } from './fit-task.ts';
import { minimise, type Objective } from './lbfgs.ts';
import type { LinearMap, FeatureScale } from './linear-map.ts';

/**
 * Logistic regression on standardised features. Both classes weigh the same in the fit, however rare
 * one is; its intercept is then put back to the share of positives (King and Zeng 2001, prior
 * correction), so that what comes out is a probability.
 */
export async function fitLogistic(task: FitTask, scale: FeatureScale): Promise<LinearMap[]> {
  const { features, rows, targets, strengths, onFit, signal } = task;
  const { width } = features;
  const positives = rows.reduce((sum, row) => sum + targets[row]!, 0);
  if (positives === 0 || positives === rows.length) {
    throw new Error(`${positives} of ${rows.length} rows are positive`);
  }
  const prior = Math.log(positives / (rows.length - positives));
  const maps: LinearMap[] = [];
  let parameters: Float64Array = new Float64Array(width + 1);
  for (const strength of strengths) {
    // From the last strength's optimum on: it is not far.
    const objective = balancedLoss(task, scale, { positives, strength });
    parameters = await minimise(objective, parameters, { signal });
    maps.push({ weight: parameters.slice(0, width), bias: parameters[width]! + prior });
    onFit?.();
  }
  return maps;
}

/** Parameters are the weights of standardised features, then the bias. */
function balancedLoss(
  { features: { values, width }, rows, targets }: FitTask,
  { mean, deviation }: FeatureScale,
  { positives, strength }: { readonly positives: number; readonly strength: number },
): Objective {
  const weightOf = { positive: 1 / (2 * positives), negative: 1 / (2 * (rows.length - positives)) };
  // The features stay as they are: standardised copies would take their memory once more.
  const raw = new Float64Array(width);
  const sums = new Float64Array(width);
  return (x, gradient) => {
    let offset = defined(x[width]);
    for (let j = 0; j < width; j++) {
      raw[j] = x[j]! / deviation[j]!;
      offset -= raw[j]! * mean[j]!;
    }
    let [total, slopes] = [0, 0];
    sums.fill(0);
    for (const row of rows) {
      const from = row * width;
      let value = offset;
      for (let j = 0; j < width; j++) value += raw[j]! * values[from + j]!;
      const sign = targets[row]! > 0 ? 1 : -1;
      const weight = sign > 0 ? weightOf.positive : weightOf.negative;
      const margin = sign * value;
      // ln(1 + exp(-margin)), and its derivative, without overflow.
      total += weight * (Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))));
      const slope = (-sign * weight) / (1 + Math.exp(margin));
      slopes += slope;
      for (let j = 0; j < width; j++) sums[j]! += slope * values[from + j]!;
    }
    for (let j = 0; j < width; j++) {
      gradient[j] = (sums[j]! - slopes * mean[j]!) / deviation[j]! + strength * x[j]!;
      total += (strength / 2) * x[j]! ** 2;
    }
    gradient[width] = slopes;
    return total;
  };
}
