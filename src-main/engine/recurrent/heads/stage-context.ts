import type { GraphCache, Network, Traffic } from '../../../model/index.ts';
import type { ComputePlace } from '../../fallback/index.ts';
import type { Send } from '../../jobs/index.ts';
import type { PassProgressEstimator } from '../pass-progress-estimator.ts';

/** What the stages of a job share. */
export interface StageContext {
  readonly network: Network;
  readonly graphs: GraphCache;
  readonly place: ComputePlace;
  readonly threads: number;
  /** Heads that a GPU is best given side by side, where that was timed. */
  readonly width?: number | undefined;
  readonly estimator: PassProgressEstimator;
  readonly send: Send;
  /** Counts what crosses a GPU's bus; absent on the CPU. */
  readonly traffic?: Traffic | undefined;
}
