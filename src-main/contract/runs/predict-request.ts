import type { ProviderChoice } from '../computing/index.ts';

/** What is to be predicted for a project. */
export interface PredictRequest {
  readonly project: string;
  /** As a person writes it: `chr1:1,001-2,000`, or a contig. */
  readonly region: string;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** Model id. */
  readonly model: string;
  /** Track ids; the head's where absent. */
  readonly tracks?: readonly string[] | undefined;
  /** Wants the context effect, as `ProjectRun.window` has it. */
  readonly window?: number | undefined;
  readonly provider: ProviderChoice;
}
