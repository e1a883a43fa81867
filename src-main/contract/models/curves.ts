/**
 * How well scores tell two classes apart at each threshold, from the highest to the lowest: columns of
 * one length. At a threshold all rows with that score or more are called, so rows of one score are one
 * point. Of many thresholds those are kept that the curve can be drawn from; both ends always.
 */
export interface RankingCurves {
  readonly positives: number;
  readonly negatives: number;
  /** From 0, 0, which is no threshold and not listed, to 1, 1; straight between points. */
  readonly roc: {
    readonly threshold: readonly number[];
    readonly falsePositiveRate: readonly number[];
    readonly truePositiveRate: readonly number[];
  };
  /** In steps: a point's precision holds back to the recall of the point before it. */
  readonly precisionRecall: {
    readonly threshold: readonly number[];
    readonly recall: readonly number[];
    readonly precision: readonly number[];
  };
}

/** Predicted against observed values: each row, or of many how many there are in each cell of a grid. */
export interface Scatter {
  readonly rows: number;
  /** Ends of what is predicted, and of what was observed. */
  readonly predicted: readonly [low: number, high: number];
  readonly observed: readonly [low: number, high: number];
  readonly points?: {
    readonly predicted: readonly number[];
    readonly observed: readonly number[];
  };
  /** `side` by `side` cells from the low ends on; those with rows. */
  readonly density?: {
    readonly side: number;
    readonly column: readonly number[];
    readonly row: readonly number[];
    readonly count: readonly number[];
  };
}
