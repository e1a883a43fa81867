import { defined } from '../../contract/index.ts';
import type { Matrix } from '../graph/index.ts';

/** The vector in reverse order. */
export function reversed(vector: Float32Array): Float32Array {
  return vector.slice().reverse();
}

/** The weight for an input whose channels come in reverse order. */
export function reverseColumns({ data, shape }: Matrix): Matrix {
  const columns = defined(shape[1]);
  const result = data.slice();
  for (let start = 0; start < data.length; start += columns) {
    result.subarray(start, start + columns).reverse();
  }
  return { data: result, shape };
}

/** The weight whose outputs come in reverse order. */
export function reverseRows({ data, shape }: Matrix): Matrix {
  const [rows, columns] = shape as [number, number];
  const result = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) {
    result.set(data.subarray(r * columns, (r + 1) * columns), (rows - 1 - r) * columns);
  }
  return { data: result, shape };
}
