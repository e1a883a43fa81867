import { defined } from '../../contract/index.ts';
/**
 * ln P over some columns of one row of logits: x - ln(sum of exp(x)), the largest taken off first so
 * that nothing overflows. NaN where a logit is NaN.
 *
 * @param row where the row begins in `logits`
 * @param columns where in the row they stand
 * @param into takes as many values, from `at` on
 */
export function logSoftmax(
  logits: Float32Array,
  row: number,
  columns: readonly number[],
  into: Float32Array | Float64Array,
  at = 0,
): void {
  let max = -Infinity;
  for (const column of columns) max = Math.max(max, logits[row + column]!);
  let sum = 0;
  for (const column of columns) sum += Math.exp(logits[row + column]! - max);
  const logSum = Math.log(sum);
  for (let i = 0; i < columns.length; i++) {
    into[at + i] = logits[row + defined(columns[i])]! - max - logSum;
  }
}
