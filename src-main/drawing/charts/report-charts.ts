import type {
  Calibration,
  LearningPoint,
  Measure,
  RankingCurves,
  Scatter,
} from '../../contract/index.ts';
import type { ChartSize } from './chart.ts';
import {
  calibrationChart,
  decimals,
  learningChart,
  precisionRecallChart,
  rocChart,
  scatterChart,
} from './evaluation-charts.ts';
import type { Pen } from '../pen.ts';

/** A chart with its name in words, for those who do not see it. */
export interface NamedChart {
  readonly id: 'roc' | 'precision-recall' | 'calibration' | 'learning' | 'scatter';
  readonly name: string;
  readonly draw: (pen: Pen, size: ChartSize) => void;
}

/** What is known of how well a track, or a score, tells labels. */
export interface ChartedMeasures {
  readonly metrics: Readonly<Record<string, Measure>>;
  readonly curves?: RankingCurves | undefined;
  readonly calibration?: Calibration | undefined;
  readonly scatter?: Scatter | undefined;
  readonly learningCurve?: readonly LearningPoint[] | undefined;
}

/** All charts that there are data for, in the order in which they are read. */
export function reportCharts(measures: ChartedMeasures): NamedChart[] {
  const { curves, calibration, scatter, learningCurve } = measures;
  const { auroc, auprc, r2 } = measures.metrics;
  const charts: NamedChart[] = [];
  const counts = curves && `${curves.positives} positives, ${curves.negatives} negatives`;
  if (curves && auroc) {
    const name = `ROC curve, AUROC ${decimals(auroc.value)}, ${counts}`;
    charts.push({ id: 'roc', name, draw: rocChart(curves, auroc) });
  }
  if (curves && auprc) {
    const name = `Precision-recall curve, AUPRC ${decimals(auprc.value)}, ${counts}`;
    charts.push({ id: 'precision-recall', name, draw: precisionRecallChart(curves, auprc) });
  }
  if (scatter && r2) {
    const name = `Observed against predicted values, R2 ${decimals(r2.value)}`;
    charts.push({ id: 'scatter', name, draw: scatterChart(scatter, r2) });
  }
  if (calibration) {
    const name = 'Calibration: observed share of positives against predicted probability';
    charts.push({ id: 'calibration', name, draw: calibrationChart(calibration) });
  }
  if (learningCurve) {
    const measure = curves ? 'AUROC' : 'R2';
    const name = `Learning curve: ${measure} against the number of training bins`;
    charts.push({ id: 'learning', name, draw: learningChart(learningCurve, measure) });
  }
  return charts;
}
