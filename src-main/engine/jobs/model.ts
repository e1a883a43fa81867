import type { SpillChoice } from '../../contract/index.ts';
import type { PerturbationJob } from './perturbation-job.ts';
import type { Send } from './messages.ts';
import type { PassJob } from './pass-job.ts';

/**
 * A model that is open in the compute process: a network whose state goes from chunk to chunk, or a
 * graph that is read tile by tile. Nothing outside asks which of the two it is.
 */
export interface Model {
  /** Reads an interval, from tokens to what the heads say of them. */
  run(job: PassJob, send: Send): Promise<void>;
  /** Reads an interval once, then only what each task changes of it. */
  perturb(job: PerturbationJob, send: Send): Promise<void>;
  /** What a pass over an interval takes; see `foreseeMemory`, which asks without opening the model. */
  memory(pass: WantedPass): PassMemory;
  /** Closes what stays open from job to job. */
  close(): Promise<void>;
}

/** A pass whose memory is to be foreseen. */
export interface WantedPass {
  /** Tokens. */
  readonly length: number;
  /** Whether what the memory does not hold may lie in files. */
  readonly spill: SpillChoice;
  /** Bytes that it may take; what is free where absent. */
  readonly memory?: number | undefined;
  /** What passes of this model took before at their peak, bytes. */
  readonly earlierPeaks?: readonly number[] | undefined;
}

/** What a pass will take, bytes. */
export interface PassMemory {
  readonly memoryBytes: number;
  /** Of the residuals and the partial, what will lie in files. */
  readonly spilledBytes: number;
}
