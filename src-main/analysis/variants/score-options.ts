import type { Region } from '../../contract/index.ts';
import type { Aggregation } from './scorers/index.ts';
import type { ReadingChoice } from '../effects/index.ts';
import type { PerturbationSettings } from '../perturbations/index.ts';

/** Targets of one variant that are told where nobody says otherwise. */
export const defaultMaxTargets = 5;

/** How variants are scored. */
export interface ScoreOptions extends PerturbationSettings {
  /** All that is scored; all contigs, in tiles, where absent. */
  readonly region?: Region | undefined;
  /** bp on each side; the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** GFF3 whose gene starts are the targets; where absent, what the model calls a promoter. */
  readonly targets?: string | undefined;
  /** The readout track at the targets; see `targetTrack`. */
  readonly targetTrack?: string | undefined;
  /** Wants the masked log-likelihood ratio, too. */
  readonly masked: boolean;
  /**
   * Log-likelihood ratios of substitutions are those of a window of so many bp; of all that is read
   * where absent.
   */
  readonly window?: number | undefined;
  /** Reads these windows and nothing else. */
  readonly windowOnly?: boolean | undefined;
  /** Gains and losses within so many bp of a variant; none where absent. */
  readonly distance?: number | undefined;
  /** GFF3 or GTF with the genes whose strands, exons and borders scores go by. */
  readonly annotation?: string | undefined;
  /** See `ScorerOptions`. */
  readonly maskAnnotated?: boolean | undefined;
  readonly outsideN?: boolean | undefined;
  readonly aggregations?: readonly Aggregation[] | undefined;
  /** Random changes near each variant that its scores are held against; none where absent. */
  readonly randomChanges?: number | undefined;
  /** Answers that are wanted beside the model's own. */
  readonly readings?: Pick<ReadingChoice, 'strands' | 'members'> | undefined;
  /** Targets of one variant at most; see `defaultMaxTargets`. */
  readonly maxTargets: number;
  /** Smallest effect on a target, either way; see `defaultMinEffect` where absent. */
  readonly minEffect?: number | undefined;
}
