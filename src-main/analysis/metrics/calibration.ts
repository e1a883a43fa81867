import { defined, type Calibration, type Interval } from '../../contract/index.ts';

/** How far probabilities are what they say, in bins of equal width from 0 to 1. */
export function calibrate(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<boolean>,
  binCount = 10,
): Calibration {
  const sums = Array.from({ length: binCount }, () => ({ count: 0, predicted: 0, positives: 0 }));
  let squares = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const p = defined(probabilities[i]);
    const bin = defined(sums[Math.min(binCount - 1, Math.max(0, Math.floor(p * binCount)))]);
    const label = labels[i] ? 1 : 0;
    bin.count += 1;
    bin.predicted += p;
    bin.positives += label;
    squares += (p - label) ** 2;
  }
  const rows = probabilities.length;
  const bins = sums.map(({ count, predicted, positives }, i) => ({
    from: i / binCount,
    to: (i + 1) / binCount,
    count,
    predicted: predicted / count,
    observed: positives / count,
    ...wilson(positives, count),
  }));
  const ece = bins
    .filter(({ count }) => count > 0)
    .reduce((sum, bin) => sum + (bin.count / rows) * Math.abs(bin.predicted - bin.observed), 0);
  return { bins, ece: rows === 0 ? NaN : ece, brier: squares / rows };
}

/** Interval of 95 % of a share; NaN without rows. Wilson 1927. */
function wilson(positives: number, count: number): Interval {
  const z = 1.959964;
  const share = positives / count;
  const middle = share + z ** 2 / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  const whole = 1 + z ** 2 / count;
  const within = (value: number) => Math.min(1, Math.max(0, value / whole));
  return { low: within(middle - half), high: within(middle + half) };
}
