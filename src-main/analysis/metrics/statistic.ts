import { defined } from '../../contract/index.ts';
/**
 * A statistic of rows, each counted as often as its weight says, once without weights. Rows are
 * sorted or centred beforehand, so that many draws of a bootstrap cost little.
 */
export type Statistic = (weights?: ArrayLike<number>) => number;

/** Ranges of rows with the same score, the highest score first. */
export function tiesDescending(scores: ArrayLike<number>): Int32Array[] {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => defined(scores[b]) - defined(scores[a]),
  );
  const ties: Int32Array[] = [];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    ties.push(order.subarray(start, end));
    start = end;
  }
  return ties;
}
