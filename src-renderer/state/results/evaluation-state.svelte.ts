import {
  defined,
  type EvaluatedGroup,
  type EvaluationPlace,
  type EvaluationReport,
  type Workbench,
} from '../../../src-main/contract/index.ts';
import type { ChartPoint, NamedChart } from '../../../src-main/drawing/index.ts';
import { faultText } from '../../format/index.ts';

/** Rows of a group that are listed; a file has all. */
const listed = 50;

/** One evaluation: what it came to, and the rows of it that are looked at. */
export class EvaluationState {
  readonly #workbench: Workbench;
  readonly #named: { readonly project: string; readonly evaluation: string };
  #report = $state.raw<EvaluationReport>();
  #fault = $state.raw<{ readonly message: string; readonly advice: string }>();
  #at = $state.raw<EvaluationPlace>();
  #groups = $state.raw<readonly EvaluatedGroup[]>([]);
  /** Whether rows are asked for: what is looked at meanwhile is asked for after them. */
  #isAsking = false;

  constructor(workbench: Workbench, project: string, evaluation: string) {
    this.#workbench = workbench;
    this.#named = { project, evaluation };
  }

  get report(): EvaluationReport | undefined {
    return this.#report;
  }

  get fault(): { readonly message: string; readonly advice: string } | undefined {
    return this.#fault;
  }

  /** Which rows are listed; of classes those wrong at the threshold that tells them best, at first. */
  get at(): EvaluationPlace | undefined {
    return this.#at;
  }

  get groups(): readonly EvaluatedGroup[] {
    return this.#groups;
  }

  async load(): Promise<void> {
    try {
      const report = await this.#workbench.evaluation(this.#named);
      this.#report = report;
      await this.look(report.charts.curves && thresholdPlace(bestThreshold(report)));
    } catch (error) {
      this.#fault = faultText(error);
    }
  }

  async look(wanted: EvaluationPlace | undefined): Promise<void> {
    this.#at = wanted;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      let at: EvaluationPlace | undefined;
      do {
        at = this.#at;
        this.#groups = await this.#workbench.evaluationRows({ ...this.#named, at, count: listed });
      } while (at !== this.#at);
    } catch (error) {
      this.#fault = faultText(error);
    } finally {
      this.#isAsking = false;
    }
  }

  /** Thresholds that the ROC curve is drawn from, the highest first. */
  get thresholds(): readonly number[] {
    return this.#report?.charts.curves?.roc.threshold ?? [];
  }

  /** Place of the threshold among `thresholds`. */
  get step(): number {
    const at = this.#at;
    return at?.kind === 'threshold' ? stepAt(this.thresholds, at.threshold) : -1;
  }

  /** Looks at what is under a click in a chart. */
  async pick(chart: NamedChart['id'], { x, y }: ChartPoint): Promise<void> {
    const { curves, calibration, scatter } = this.#report?.charts ?? {};
    if (chart === 'roc' && curves) {
      const { threshold, falsePositiveRate, truePositiveRate } = curves.roc;
      await this.look(thresholdNear(threshold, falsePositiveRate, truePositiveRate, { x, y }));
    } else if (chart === 'precision-recall' && curves) {
      const { threshold, recall, precision } = curves.precisionRecall;
      await this.look(thresholdNear(threshold, recall, precision, { x, y }));
    } else if (chart === 'calibration' && calibration) {
      const bin = calibration.bins.find(({ from, to }) => x >= from && (x < to || to === 1));
      if (bin) await this.look({ kind: 'scores', from: bin.from, to: bin.to });
    } else if (chart === 'scatter' && scatter) {
      await this.look({ kind: 'point', predicted: x, observed: y });
    }
  }

  /** Where in a chart that lies which is looked at. */
  pickedIn(chart: NamedChart['id']): ChartPoint | undefined {
    const at = this.#at;
    const curves = this.#report?.charts.curves;
    if (at?.kind === 'point') {
      return chart === 'scatter' ? { x: at.predicted, y: at.observed } : undefined;
    }
    if (at?.kind !== 'threshold' || !curves) return undefined;
    if (chart === 'roc') {
      const { threshold, falsePositiveRate, truePositiveRate } = curves.roc;
      return pointAt(stepAt(threshold, at.threshold), falsePositiveRate, truePositiveRate);
    }
    if (chart !== 'precision-recall') return undefined;
    const { threshold, recall, precision } = curves.precisionRecall;
    return pointAt(stepAt(threshold, at.threshold), recall, precision);
  }
}

function thresholdPlace(threshold: number): EvaluationPlace {
  return { kind: 'threshold', threshold };
}

/** Where the true positive rate exceeds the false positive rate most. Youden 1950. */
function bestThreshold({ charts: { curves } }: EvaluationReport): number {
  const { threshold, falsePositiveRate, truePositiveRate } = defined(curves).roc;
  const gains = truePositiveRate.map((rate, i) => rate - defined(falsePositiveRate[i]));
  return defined(threshold[Math.max(0, gains.indexOf(Math.max(...gains)))]);
}

/** The last of descending thresholds that is not below one; the first where all are. */
function stepAt(thresholds: readonly number[], threshold: number): number {
  return Math.max(
    0,
    thresholds.findLastIndex((one) => one >= threshold),
  );
}

function pointAt(i: number, xs: readonly number[], ys: readonly number[]): ChartPoint | undefined {
  const [x, y] = [xs[i], ys[i]];
  return x === undefined || y === undefined ? undefined : { x, y };
}

function thresholdNear(
  thresholds: readonly number[],
  xs: readonly number[],
  ys: readonly number[],
  { x, y }: ChartPoint,
): EvaluationPlace {
  const away = xs.map((one, i) => Math.hypot(one - x, defined(ys[i]) - y));
  return thresholdPlace(defined(thresholds[Math.max(0, away.indexOf(Math.min(...away)))]));
}
