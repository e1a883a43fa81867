/**
 * Area under the ROC curve of `scores` for `labels` (true: positive): the share of pairs of a
 * positive and a negative in which the positive scores higher, ties counting half. NaN where either
 * class is empty. Mann and Whitney 1947.
 */
export function auroc(scores: readonly number[], labels: readonly boolean[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let rankSum = 0;
  for (let i = 0; i < order.length;) {
    let end = i + 1;
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) end++;
    // Ranks i + 1 ... end are tied.
    const rank = (i + 1 + end) / 2;
    for (; i < end; i++) if (labels[order[i]!]) rankSum += rank;
  }
  const positives = labels.filter(Boolean).length;
  const negatives = labels.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
