import { defined } from '../../contract/index.ts';
import { activations } from '../outputs/index.ts';
import type { HeadWeights } from './weights.ts';

/** What a head says of features `[width]`: a value a column, after bias and activation. */
export function applyHead(head: HeadWeights, features: ArrayLike<number>): Float32Array {
  const { weight, bias, output } = head;
  const [rows, width] = weight.shape as [number, number];
  if (features.length !== width) {
    throw new RangeError(`${features.length} features for a weight of [${rows}, ${width}]`);
  }
  const activate = activations[output.activation];
  return Float32Array.from({ length: rows }, (_, row) => {
    let sum = bias[row]!;
    for (let k = 0; k < width; k++) sum += weight.data[row * width + k]! * defined(features[k]);
    return activate(sum);
  });
}
