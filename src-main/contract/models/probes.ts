import type { RankingCurves, Scatter } from './curves.ts';
import type { ProviderChoice } from '../computing/index.ts';

/** A probe that is to be fitted to labels over a project's genome. */
export interface ProbeFitRequest {
  readonly project: string;
  /** Model id. */
  readonly model: string;
  /** File of labels, absolute: BED, bigWig, BAM or CRAM. */
  readonly labels: string;
  /** Id of the head that it becomes. */
  readonly id: string;
  /** What its tracks are called. */
  readonly name: string;
  /** bp per value. */
  readonly bin: number;
  /** Contigs to measure on; chosen where absent. */
  readonly holdOut?: readonly string[] | undefined;
  /** BED: each name in column 4 is a class with a track of its own. */
  readonly byName?: boolean | undefined;
  /** bigWig: bases without a value count as 0. */
  readonly emptyIsZero?: boolean | undefined;
  /** Values are fitted as ln(1 + value). */
  readonly log?: boolean | undefined;
  readonly provider: ProviderChoice;
}

/** What is fitted: the chance of a class (targets 0 and 1), or a value. */
export type FitKind = 'classes' | 'values';

/** Ends of an interval; both NaN where there is none to tell. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A measure on held-out bins, with its interval of 95 %. */
export interface Measure extends Interval {
  readonly value: number;
}

const measureNames: Readonly<Record<string, string>> = {
  auroc: 'AUROC',
  auprc: 'AUPRC',
  r2: 'R2',
  pearson: 'Pearson',
};

/** What a measure is called, by its id in `metrics`. */
export function measureName(id: string): string {
  return measureNames[id] ?? id;
}

/** Rows with a probability from `from` to below `to` (to `to` itself in the last bin). */
interface CalibrationBin extends Interval {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of their probabilities; NaN without rows, here and below. */
  readonly predicted: number;
  /** Share of positives among them; its interval of 95 % is Wilson's. */
  readonly observed: number;
}

export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: mean of |predicted - observed| over bins, by their rows. */
  readonly ece: number;
  /** Mean square of probability minus label. Brier 1950. */
  readonly brier: number;
}

/** What held-out sequence has in common with training sequence. */
export interface TrainTestOverlap {
  /** Held-out windows that were looked at, and bp of each. */
  readonly windows: number;
  readonly windowLength: number;
  /** Share of windows of which half of all k-mers or more occur in training. */
  readonly alike: number;
  /** Share of windows of which nearly all do: copies. */
  readonly copies: number;
}

/** How a probe does when fitted to a part of the training bins. */
export interface LearningPoint {
  /** Share of the training bins, and how many those are. */
  readonly share: number;
  readonly bins: number;
  /** AUROC or R2 on the held-out bins; null where the part has one class only. */
  readonly value: number | null;
  /** Interval of 95 % of that value. */
  readonly low: number | null;
  readonly high: number | null;
}

/** What is known of one track of a probe. */
export interface TrackReport {
  readonly id: string;
  readonly label: string;
  /** Bins with a label; of classes also how many of them are positive. */
  readonly training: { readonly bins: number; readonly positive?: number };
  readonly heldOut: { readonly bins: number; readonly positive?: number };
  /** Strength of regularisation that did best within the training bins. */
  readonly regularisation: number;
  /** `auroc` and `auprc` of classes, `r2` and `pearson` of values. */
  readonly metrics: Readonly<Record<string, Measure>>;
  readonly learningCurve: readonly LearningPoint[];
  /** Of classes. */
  readonly calibration?: Calibration;
  /** Of classes. */
  readonly curves?: RankingCurves;
  /** Of values. */
  readonly scatter?: Scatter;
}

/** How a probe was fitted and what it is worth. */
export interface ProbeReport {
  readonly kind: FitKind;
  /** Name of the file of labels. */
  readonly labels: string;
  /** bp. */
  readonly bin: number;
  /** What was held out, in words. */
  readonly heldOut: string;
  readonly tracks: readonly TrackReport[];
  /** What the held-out sequence shares with the training sequence. */
  readonly overlap: TrainTestOverlap;
  /** Of the fit, without the embeddings. */
  readonly seconds: number;
}

/** A probe that a job has fitted. */
export interface FittedProbeCard {
  /** Id of the model with the probe on it. */
  readonly model: string;
  readonly report: ProbeReport;
}
