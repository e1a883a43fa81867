import type { Calibration, Interval } from '../metrics/index.ts';
import type { FitKind } from './fit-linear.ts';
import type { Alikeness } from './alike.ts';

/** A measure on held-out bins, with its interval of 95 %. */
export interface Measure extends Interval {
  readonly value: number;
}

/** How a probe does when fitted to a part of the training bins. */
export interface LearningPoint {
  /** Share of the training bins, and how many those are. */
  readonly share: number;
  readonly bins: number;
  /** AUROC or R2 on the held-out bins; null where the part has one class only. */
  readonly value: number | null;
}

/** What is known of one track of a probe. */
export interface TrackReport {
  readonly id: string;
  readonly label: string;
  /** Bins with a label; of classes also how many of them are positive. */
  readonly training: { readonly bins: number; readonly positive?: number };
  readonly heldOut: { readonly bins: number; readonly positive?: number };
  /** Strength of regularisation that did best within the training bins. */
  readonly strength: number;
  /** `auroc` and `auprc` of classes, `r2` and `pearson` of values. */
  readonly metrics: Readonly<Record<string, Measure>>;
  readonly learningCurve: readonly LearningPoint[];
  /** Of classes. */
  readonly calibration?: Calibration;
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
  readonly alikeness: Alikeness;
  /** Of the fit, without the embeddings. */
  readonly seconds: number;
}
