import { tiesDescending, type Statistic } from './statistic.ts';

/**
 * Area under the precision-recall curve as average precision: the sum over thresholds of the gain
 * in recall times the precision there, without interpolation, all rows of one score being let in
 * together. By chance it is the share of positives. NaN without a positive.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number {
  return averagePrecisionOf(scores, labels)();
}

/** The same, of rows with weights. */
export function averagePrecisionOf(
  scores: ArrayLike<number>,
  labels: ArrayLike<boolean>,
): Statistic {
  const { rows, ends } = tiesDescending(scores);
  return (weights) => {
    let [positives, all, sum, at] = [0, 0, 0, 0];
    for (const end of ends) {
      let gained = 0;
      for (; at < end; at++) {
        const row = rows[at]!;
        const weight = weights?.[row] ?? 1;
        all += weight;
        if (labels[row]) gained += weight;
      }
      positives += gained;
      if (gained > 0) sum += gained * (positives / all);
    }
    return sum / positives;
  };
}
