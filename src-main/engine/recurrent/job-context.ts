import type { GraphCache, Network } from '../../model/index.ts';
import type { SessionOptions } from '../../model/session/index.ts';
import type { Send } from '../jobs/index.ts';
import type { PassProgressEstimator } from './pass-progress-estimator.ts';

/** What the stages of a job share. */
export interface JobContext {
  readonly network: Network;
  readonly graphs: GraphCache;
  readonly session: SessionOptions;
  readonly estimator: PassProgressEstimator;
  readonly send: Send;
}
