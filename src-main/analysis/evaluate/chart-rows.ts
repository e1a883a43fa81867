import type { EvaluationCharts } from '../../contract/index.ts';
import { calibrate, rankingCurves, scatterOf } from '../metrics/index.ts';
import type { LabelledRow } from './dataset.ts';
import { areClasses } from './measure-rows.ts';
import type { ScoredRow } from './score-by-track.ts';

/** Of classes of which one has no row left there is no curve: nothing is told apart. */
export function chartRows(
  scored: readonly ScoredRow<LabelledRow>[],
  areProbabilities: boolean,
): EvaluationCharts {
  const scores = scored.map(({ score }) => score);
  const labels = scored.map(({ row }) => row.label);
  if (!areClasses(scored)) return { scatter: scatterOf(scores, labels) };
  const positive = labels.map((label) => label === 1);
  const isOneClass = positive.every((one) => one === positive[0]);
  return {
    ...(!isOneClass && { curves: rankingCurves(scores, positive) }),
    ...(areProbabilities && { calibration: calibrate(scores, positive) }),
  };
}
