import type {
  Calibration,
  LearningPoint,
  Measure,
  RankingCurves,
  Scatter,
} from '../../contract/index.ts';
import type { ChartFrame, ChartSize } from './chart.ts';
import {
  calibrationChart,
  countsHeight,
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
  /** px that it has where nothing else is said. */
  readonly height: number;
  /** Gives where its values lie. */
  readonly draw: (pen: Pen, size: ChartSize) => ChartFrame;
}

/** px of a chart that has nothing below it. */
const usualHeight = 210;

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
  const height = usualHeight;
  const counts = curves && `${curves.positives} positives, ${curves.negatives} negatives`;
  if (curves && auroc) {
    const name = `ROC curve, AUROC ${decimals(auroc.value)}, ${counts}`;
    charts.push({ id: 'roc', name, height, draw: rocChart(curves, auroc) });
  }
  if (curves && auprc) {
    const name = `Precision-recall curve, AUPRC ${decimals(auprc.value)}, ${counts}`;
    const draw = precisionRecallChart(curves, auprc);
    charts.push({ id: 'precision-recall', name, height, draw });
  }
  if (scatter && r2) {
    const name = `Observed against predicted values, R2 ${decimals(r2.value)}`;
    charts.push({ id: 'scatter', name, height, draw: scatterChart(scatter, r2) });
  }
  if (calibration) {
    const name = 'Calibration: observed share of positives against predicted probability';
    const draw = calibrationChart(calibration);
    charts.push({ id: 'calibration', name, height: height + countsHeight, draw });
  }
  if (learningCurve) {
    const measure = curves ? 'AUROC' : 'R2';
    const name = `Learning curve: ${measure} against the number of training bins`;
    charts.push({ id: 'learning', name, height, draw: learningChart(learningCurve, measure) });
  }
  return charts;
}
