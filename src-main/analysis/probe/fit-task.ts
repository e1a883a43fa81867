import type { FitKind } from '../../contract/index.ts';
import type { FeatureRows } from './linear-map.ts';

/** What a linear map is fitted to. */
export interface FitTask {
  readonly kind: FitKind;
  readonly features: FeatureRows;
  /** Rows to fit to. */
  readonly rows: Int32Array;
  /** One for each row of `features`. */
  readonly targets: Float32Array;
  /**
   * Strengths of regularisation, the largest first: half of it times the square of the weights is
   * added to the mean loss, features (and values) being standardised.
   */
  readonly strengths: readonly number[];
  /** Called after each strength. */
  readonly onFit?: () => void;
  readonly signal?: AbortSignal | undefined;
}
