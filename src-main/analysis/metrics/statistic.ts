import { defined } from '../../contract/index.ts';
/**
 * A statistic of rows, each counted as often as its weight says, once without weights. Rows are
 * sorted or centred beforehand, so that many draws of a bootstrap cost little.
 */
export type Statistic = (weights?: ArrayLike<number>) => number;

/** Rows by their scores, the highest first. */
export interface Ties {
  readonly rows: Int32Array;
  /** Of rows with the same score the place in `rows` after the last. `[different scores]` */
  readonly ends: Int32Array;
}

export function tiesDescending(scores: ArrayLike<number>): Ties {
  const rows = Int32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => defined(scores[b]) - defined(scores[a]),
  );
  const ends: number[] = [];
  for (let end = 1; end <= rows.length; end++) {
    if (end === rows.length || scores[rows[end]!] !== scores[rows[end - 1]!]) ends.push(end);
  }
  return { rows, ends: Int32Array.from(ends) };
}
