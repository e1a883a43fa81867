import { tiesDescending, type Statistic } from './statistic.ts';

/**
 * Area under the ROC curve of `scores` for `labels` (true: positive): the share of pairs of a
 * positive and a negative in which the positive scores higher, ties counting half. NaN where either
 * class is empty. Mann and Whitney 1947.
 */
export function auroc(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number {
  return aurocOf(scores, labels)();
}

/** The same, of rows with weights. */
export function aurocOf(scores: ArrayLike<number>, labels: ArrayLike<boolean>): Statistic {
  const { rows, ends } = tiesDescending(scores);
  return (weights) => {
    let [positives, negatives, won, at] = [0, 0, 0, 0];
    for (const end of ends) {
      let [tiedPositives, tiedNegatives] = [0, 0];
      for (; at < end; at++) {
        const row = rows[at]!;
        const weight = weights?.[row] ?? 1;
        if (labels[row]) tiedPositives += weight;
        else tiedNegatives += weight;
      }
      // The positives above, and half of those on a level.
      won += tiedNegatives * (positives + tiedPositives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return won / (positives * negatives);
  };
}
