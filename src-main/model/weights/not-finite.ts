import { defined } from '../../contract/index.ts';
/**
 * The index of the first NaN or infinity; -1 where all are numbers. A third of a nanosecond a value: added up as
 * doubles, which no float32 numbers overflow, they give a number unless one of them is none.
 */
export function firstNotFinite(values: Float32Array): number {
  const inFours = values.length - (values.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < inFours; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  if (Number.isFinite(a + b + c + d) && inFours === values.length) return -1;
  return values.findIndex((value) => !Number.isFinite(value));
}

/** `NaN (not a number)` or `Infinity`, as a sentence names such a value. */
export function nameNotFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN (not a number)' : String(value);
}

/** `[1, 0, 3]`: the place of an element in a tensor, each index counted from 0. */
function placeInTensor(index: number, shape: readonly number[]): string {
  const place = shape.map((_, axis) => {
    const size = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    return Math.floor(index / size) % defined(shape[axis]);
  });
  return `[${place.join(', ')}]`;
}

/** `value [1, 0, 3] is NaN (not a number)`, of the first that is no number; undefined without one. */
export function notFiniteIn(values: Float32Array, shape: readonly number[]): string | undefined {
  const index = firstNotFinite(values);
  if (index < 0) return undefined;
  return `value ${placeInTensor(index, shape)} is ${nameNotFinite(defined(values[index]))}`;
}
