import { defined, type RankingCurves } from '../../contract/index.ts';
import { tiesDescending } from './statistic.ts';

/** Points of a curve at most: more than a chart's px tell apart. */
const mostPoints = 200;

interface Step {
  readonly threshold: number;
  /** Rows of this score or more, by class. */
  readonly truePositives: number;
  readonly falsePositives: number;
}

/**
 * ROC and precision-recall curve of `scores` for `labels` (true: positive). The area below the first,
 * trapezoid by trapezoid, is `auroc`, and below the second, step by step, average precision: exactly
 * for up to `most` scores that differ, within 0.01 for more. Rates of a class without rows are NaN.
 */
export function rankingCurves(
  scores: ArrayLike<number>,
  labels: ArrayLike<boolean>,
  most = mostPoints,
): RankingCurves {
  const steps = stepsOf(scores, labels);
  const { truePositives: positives = 0, falsePositives: negatives = 0 } = steps.at(-1) ?? {};
  const roc = steps.map(({ threshold, truePositives, falsePositives }) => {
    return { threshold, x: falsePositives / negatives, y: truePositives / positives };
  });
  const recalls = steps.map(({ threshold, truePositives, falsePositives }) => {
    const called = truePositives + falsePositives;
    return { threshold, x: truePositives / positives, y: truePositives / called };
  });
  const shown = { roc: thin(roc, most), recalls: thin(recalls, most) };
  const [threshold, x, y] = ['threshold', 'x', 'y'] as const;
  return {
    ...{ positives, negatives },
    roc: {
      threshold: column(shown.roc, threshold),
      falsePositiveRate: column(shown.roc, x),
      truePositiveRate: column(shown.roc, y),
    },
    precisionRecall: {
      threshold: column(shown.recalls, threshold),
      recall: column(shown.recalls, x),
      precision: column(shown.recalls, y),
    },
  };
}

/** The same curves of scores that were told on another scale in the same order. */
export function mapThresholds(
  curves: RankingCurves,
  scale: (threshold: number) => number,
): RankingCurves {
  const { roc, precisionRecall } = curves;
  return {
    ...curves,
    roc: { ...roc, threshold: roc.threshold.map(scale) },
    precisionRecall: { ...precisionRecall, threshold: precisionRecall.threshold.map(scale) },
  };
}

function stepsOf(scores: ArrayLike<number>, labels: ArrayLike<boolean>): Step[] {
  const { rows, ends } = tiesDescending(scores);
  let [truePositives, falsePositives, at] = [0, 0, 0];
  return Array.from(ends, (end) => {
    const threshold = defined(scores[defined(rows[at])]);
    for (; at < end; at++) {
      if (labels[rows[at]!]) truePositives += 1;
      else falsePositives += 1;
    }
    return { threshold, truePositives, falsePositives };
  });
}

interface Point {
  readonly threshold: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Both ends, and between them each point that lies further than a distance from the one kept before,
 * with the point in front of such a jump: the distance grows until few enough are left.
 */
function thin(points: readonly Point[], most: number): readonly Point[] {
  let kept = points;
  for (let apart = 1 / most; kept.length > most; apart *= 1.25) {
    let last = { x: 0, y: 0 };
    kept = points.filter((point, i) => {
      const next = points[i + 1];
      const jumps = next !== undefined && distance(point, next) > apart;
      // Rates of a class without rows are NaN, and so is any distance between them.
      const isFar = distance(point, last) >= apart;
      if (i > 0 && next !== undefined && !jumps && !isFar) return false;
      last = point;
      return true;
    });
  }
  return kept;
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y));
}

function column(points: readonly Point[], name: keyof Point): number[] {
  return points.map((point) => point[name]);
}
