import type { PassProgress, Region } from '../../contract/index.ts';
import type { PassBegun } from '../../engine/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import type { EditSettings, EditTools } from '../perturbations/index.ts';

export interface ScoreOptions extends EditSettings {
  /** All that is scored; all contigs, in stretches, where absent. */
  readonly region?: Region | undefined;
  /** bp on each side; the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** GFF3 whose gene starts are the targets; where absent, what the model calls a promoter. */
  readonly targets?: string | undefined;
  /** Track that is watched at the targets; see `targetTrack`. */
  readonly targetTrack?: string | undefined;
  /** Wants the masked log ratio too. */
  readonly masked: boolean;
  /** Log ratios of substitutions are those of a window of so many bp; of all that is read where absent. */
  readonly window?: number | undefined;
  /** Most targets that are told of a variant. */
  readonly most: number;
  /** Smallest effect on a target, either way, that is told; see `leastEffect` where absent. */
  readonly least?: number | undefined;
}

/** What is told while it happens. */
export interface ScoreListener {
  /** What is looked up, or read as one, next. */
  onStretch(interval: Region): void;
  onBegun(begun: PassBegun): void;
  /** Of the whole source where it is known how long that is. */
  onProgress(progress: PassProgress): void;
  onNote(note: string): void;
}

export interface ScoreTools extends Omit<EditTools, 'listener'> {
  readonly fasta: Genome;
  readonly listener: ScoreListener;
}
