import type { BackgroundComparison, EffectTarget, Strand } from '../maps/index.ts';
import { isNothing } from '../text/index.ts';
import type { ReadEffect, ReadingName, UnfamiliarPlace } from '../runs/index.ts';
import type { Region } from '../genome/index.ts';

/** What a variant does to one target, near or far. */
export interface DistalEffect {
  readonly target: EffectTarget;
  /** The target's value on the reference. */
  readonly value: number;
  /** Value with the variant minus value without. */
  readonly effect: number;
  /**
   * bp from the variant, of a haplotype the nearest, to the middle of the target, negative towards base 0;
   * an insertion or deletion stands on the base before it.
   */
  readonly distance: number;
  /** Against random changes near the variant; absent where none was asked for. */
  readonly background?: BackgroundComparison | undefined;
}

/** What a variant changes of one track where it stands. */
export interface LocalEffect {
  /** Track id. */
  readonly track: string;
  /** Value of the variant's bin on the reference. */
  readonly value: number;
  /** Value with the variant minus value without. */
  readonly effect: number;
  /** Its rank among the background's, -1 to 1; absent without one. */
  readonly quantile?: number | undefined;
  /** Against what random changes near the variant do where they stand. */
  readonly background?: BackgroundComparison | undefined;
}

/** What a head gives: a column of a table. */
export interface HeadLabel {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
}

/** What a head says of a variant, from its reference and its alternative together. */
export interface HeadScore {
  /** Id of the label. */
  readonly label: string;
  readonly value: number;
}

/** The gene that a score is of, as an annotation has it. */
export interface ScoredGene {
  /** Its identifier; its name where it has none. */
  readonly id: string;
  readonly name: string;
  readonly strand: Strand;
}

/**
 * The largest gain and loss of a track within some bp of a variant, as SpliceAI's delta scores are: both
 * count upwards. Offsets in bp from the variant to the base, or to the middle of the bin.
 */
export interface DeltaScore {
  /** Track id. */
  readonly track: string;
  /** Absent without an annotation. */
  readonly gene?: ScoredGene | undefined;
  /** Largest value with the variant minus value without; 0 where it is masked. */
  readonly gain: number;
  readonly gainOffset: number;
  /** Largest value without the variant minus value with it; 0 where it is masked. */
  readonly loss: number;
  readonly lossOffset: number;
  /** Ranks among the background's, 0 to 1; absent without one. */
  readonly gainQuantile?: number | undefined;
  readonly lossQuantile?: number | undefined;
}

/** Whether scores of a scorer's name have a sign; the others are sizes. */
export function hasSign(scorer: string): boolean {
  return !/^(L2_DIFF|ACTIVE|GENE_MASK_ACTIVE|GENE_MASK_SPLICING|MAX_)/.test(scorer);
}

/** A track's change in a window round a variant, or over a gene or its exons, as one number. */
export interface AggregateScore {
  /** `DIFF_MEAN_501`, `L2_DIFF_WHOLE`, `GENE_MASK_LFC`, `GENE_MASK_SPLICING_101`, ... */
  readonly scorer: string;
  /** Track id. */
  readonly track: string;
  readonly gene?: ScoredGene | undefined;
  readonly value: number;
  /** Its rank among the background's, -1 to 1, or 0 to 1 where it has no sign; absent without one. */
  readonly quantile?: number | undefined;
}

/** What one of several answers says of a variant: of its ratio, and of the very effects that are told. */
export interface VariantReading extends ReadingName {
  /** Absent where the model's own answer has none, or has that of a window. */
  readonly llr?: number | undefined;
  /** As `VariantScores.local` and `distal`, in their order; NaN where it has no number. */
  readonly local: readonly number[];
  readonly distal: readonly number[];
}

/** What one allele, or all of a haplotype's together, was found to do. */
export interface VariantScores {
  /** All that was read as one. */
  readonly interval: Region;
  /**
   * ln P(alt)/P(ref), negative where the model takes the alternative for less likely. A substitution:
   * of its bases, in the reference sequence. An insertion or deletion: of the bases that both
   * sequences have on either side of it. Absent without a language-model head.
   */
  readonly llr?: number | undefined;
  /** The same of a substitution with its bases masked. */
  readonly maskedLlr?: number | undefined;
  /** Ranks of the two among the background's, -1 to 1; absent without one. */
  readonly llrQuantile?: number | undefined;
  readonly maskedLlrQuantile?: number | undefined;
  /** The same two against those of random changes near the variant. */
  readonly llrBackground?: BackgroundComparison | undefined;
  readonly maskedLlrBackground?: BackgroundComparison | undefined;
  /** Where the variant lies in the reference, if that is sequence far less likely than usual; else absent. */
  readonly unfamiliar?: UnfamiliarPlace | undefined;
  /** By track of the head, in its order. */
  readonly local: readonly LocalEffect[];
  /** The largest first. */
  readonly distal: readonly DistalEffect[];
  /** What of the interval has values; absent where all of it has. */
  readonly valued?: Region | undefined;
  /** By gene and track; absent where no distance was asked for, and of haplotypes. */
  readonly deltas?: readonly DeltaScore[] | undefined;
  /** By aggregation, gene and track; absent where none was asked for, and of haplotypes. */
  readonly aggregates?: readonly AggregateScore[] | undefined;
  /** What each strand, or each member, says by itself; absent where it was not asked for. */
  readonly readings?: readonly VariantReading[] | undefined;
  /** By label of the model's variant heads, in their order; absent without any, and of haplotypes. */
  readonly heads?: readonly HeadScore[] | undefined;
}

/** The one with the largest effect, either way; the first of equals. Undefined where none has a number. */
export function strongestOf<Change extends { readonly effect: number }>(
  changes: readonly Change[],
): Change | undefined {
  return changes
    .filter(({ effect }) => !Number.isNaN(effect))
    .reduce<Change | undefined>(
      (most, one) => (most && Math.abs(most.effect) >= Math.abs(one.effect) ? most : one),
      undefined,
    );
}

/** The largest change, either way, that a variant has, local or distal. */
export function strongestChange({
  local,
  distal,
}: VariantScores): LocalEffect | DistalEffect | undefined {
  return strongestOf<LocalEffect | DistalEffect>([...local, ...distal]);
}

/** Its effect, with its sign. */
export function strongestEffect(scores: VariantScores): number | undefined {
  return strongestChange(scores)?.effect;
}

/** The same without its sign; 0 where there is none. */
export function largestEffect(scores: VariantScores): number {
  return Math.abs(strongestEffect(scores) ?? 0);
}

/** What each reading says of a change of a variant, local or distal, or of its ratio. */
export function readingsOfChange(
  { readings = [], local, distal }: VariantScores,
  change: LocalEffect | DistalEffect | 'llr',
): ReadEffect[] {
  return readings.map(({ kind, id, label, ...own }) => {
    const effect =
      change === 'llr'
        ? own.llr
        : 'target' in change
          ? own.distal[distal.indexOf(change)]
          : own.local[local.indexOf(change)];
    return { kind, id, label, effect: effect ?? NaN };
  });
}

/** What readings are told of: the largest change, or the ratio where none has a digit to show. */
export function changeOfReadings(
  scores: VariantScores,
): Parameters<typeof readingsOfChange>[1] | undefined {
  const most = strongestChange(scores);
  if (most && !isNothing(most.effect)) return most;
  return scores.llr === undefined ? undefined : 'llr';
}
