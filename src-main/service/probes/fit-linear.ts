import type { FitKind } from '../../contract/index.ts';
import { fitLogistic } from './logistic.ts';
import { scaleOf, unscale, type FeatureRows, type LinearMap } from './linear-map.ts';
import { fitRidge } from './ridge.ts';

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

/** Logistic regression (classes) or ridge regression (values): a map for each strength. */
export async function fitLinear(task: FitTask): Promise<LinearMap[]> {
  const scale = scaleOf(task.features, task.rows);
  const maps = await (task.kind === 'classes' ? fitLogistic : fitRidge)(task, scale);
  return maps.map((map) => unscale(map, scale));
}
