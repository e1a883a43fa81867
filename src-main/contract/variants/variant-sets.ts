import type { ExportTarget, ModelIdentity, UnfamiliarVariants } from '../runs/index.ts';
import type { ProviderChoice } from '../computing/index.ts';
import type { Region } from '../genome/index.ts';
import type { VariantRow } from './variant-row.ts';
import {
  strongestOf,
  type DistalEffect,
  type HeadLabel,
  type LocalEffect,
  type VariantScores,
} from './variant-scores.ts';

/**
 * What is done with a heterozygous genotype whose alleles no `|` parts. `as-written`: the first
 * allele goes to haplotype 1, as bcftools does it; `reference`, `alternative`: that allele goes to
 * all of the genotype's copies.
 */
export const unphasedChoices = ['as-written', 'reference', 'alternative'] as const;
export type UnphasedChoice = (typeof unphasedChoices)[number];

/** Variants that are to be scored for a project. */
export interface VariantsRequest {
  readonly project: string;
  /** Id of a track: a file of variants, or reads, whose candidates are scored. */
  readonly source: string;
  /** As a person writes it; the whole file, in stretches, where absent. */
  readonly region?: string | undefined;
  /** bp read on each side too; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** Model id. */
  readonly model: string;
  /** Id of an annotation whose gene starts are watched; what the model calls where absent. */
  readonly targets?: string | undefined;
  /** Track that is watched; the model's expression, else its promoters, where absent. */
  readonly targetTrack?: string | undefined;
  /** Wants the ratio with the variant's bases masked too. */
  readonly masked: boolean;
  /** bp, even: ratios of substitutions are those of such a window; of all that is read where absent. */
  readonly window?: number | undefined;
  /** Reads these windows and nothing else, so there are no effects. */
  readonly windowOnly?: boolean | undefined;
  /** bp within which the largest gain and loss of each track are looked for; the model's own where absent. */
  readonly distance?: number | undefined;
  /** With the annotation of `targets`: as SpliceAI does, N outside the gene, annotated sites masked. */
  readonly likeSpliceAi?: boolean | undefined;
  /** Aggregates, as `--aggregate` has them: `DIFF_MEAN:501,L2_DIFF`. */
  readonly aggregate?: string | undefined;
  /** All alleles of a haplotype together, for each copy that a genotype has, instead of each alone. */
  readonly haplotypes: boolean;
  /** Of haplotypes; `as-written` where absent. */
  readonly unphased?: UnphasedChoice | undefined;
  /** Whose genotypes; the only sample's where absent. */
  readonly sample?: string | undefined;
  /** Random changes near each variant to hold its scores against; none where absent, and of haplotypes. */
  readonly background?: number | undefined;
  /** Each strand's scores, and each member's, beside the model's own. */
  readonly strands?: boolean | undefined;
  readonly members?: boolean | undefined;
  readonly provider: ProviderChoice;
}

/** Scored variants as they belong to a project; the rows come with `variantRows`. */
export interface VariantSet {
  readonly id: string;
  /** Name of the file. */
  readonly source: string;
  /** The whole file where absent. */
  readonly region?: Region | undefined;
  readonly model: ModelIdentity;
  /** Id of the track that was watched; absent for a model without tracks. */
  readonly track?: string | undefined;
  /** Ids of the tracks of the model's head. */
  readonly tracks: readonly string[];
  /** The labels of its variant heads; none where absent. */
  readonly labels?: readonly HeadLabel[] | undefined;
  readonly masked: boolean;
  /** bp of the windows that ratios are of; of all that was read where absent. */
  readonly window?: number | undefined;
  /** True where nothing else was read. */
  readonly windowOnly?: boolean | undefined;
  /** Names of the files whose common variants scores are ranked among; absent where they are not. */
  readonly ranked?: readonly string[] | undefined;
  readonly haplotypes: boolean;
  /** Absent where genotypes without phase are as they are written. */
  readonly unphased?: UnphasedChoice | undefined;
  readonly scored: number;
  readonly unscored: number;
  /** Of the scored ones those in sequence far less likely than usual; none where absent. */
  readonly unfamiliar?: UnfamiliarVariants | undefined;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** True while its table is open. */
  readonly shown: boolean;
  /** True where the rows are gone from the cache. */
  readonly lost: boolean;
}

export const variantColumns = [
  'position',
  'change',
  'genotype',
  'score',
  'rank',
  'local',
  'distal',
  'gene',
  'distance',
  'reason',
] as const;

/** The column of a label of a variant head. */
export type HeadColumn = `head:${string}`;

/** A column of the table; `rank` is as `shownRank` has it. `local` and `distal` sort by the size of the effect, either way. */
export type VariantColumn = (typeof variantColumns)[number] | HeadColumn;

/** The label of a head's column; undefined for another one. */
export function labelOf(column: VariantColumn): string | undefined {
  return column.startsWith('head:') ? column.slice('head:'.length) : undefined;
}

/** What a row must have to be listed. */
export interface VariantFilter {
  /** Part of the id, or of a gene's name; case does not matter. */
  readonly text?: string | undefined;
  readonly scoredOnly?: boolean | undefined;
  /** Smallest effect, local or distal, either way. */
  readonly least?: number | undefined;
  /** All of these: what was marked in a picture. */
  readonly within?: readonly VariantRange[] | undefined;
}

/** Columns of a table whose numbers are drawn. */
export type PointColumn = (typeof pointColumns)[number] | HeadColumn;
export const pointColumns = ['score', 'rank', 'local', 'distal', 'distance'] as const;

/** A place on the genome: `position` is a base, 0-based. */
export interface GenomePoint {
  readonly contig: string;
  readonly position: number;
}

/** A part of what a picture shows, ends included: of a column's numbers, or of the genome in its order. */
export type VariantRange =
  | { readonly column: PointColumn; readonly min: number; readonly max: number }
  | { readonly column: 'position'; readonly from: GenomePoint; readonly to: GenomePoint };

/** All rows of a set as they are drawn: columns in the order of its rows. */
export interface VariantPoints {
  /** The genome's contigs, in its order. */
  readonly contigs: readonly string[];
  /** Index into `contigs`; -1 where a row stands on none of them. `[rows]` */
  readonly contig: Int32Array;
  /** First base, 0-based; NaN where nobody knows. `[rows]` */
  readonly position: Float64Array;
  /** Numbers as the table shows them, effects with their sign; NaN where a row has none. `[rows]` */
  readonly values: Readonly<Record<(typeof pointColumns)[number], Float64Array>>;
  /** The same of the scores of heads, by label. */
  readonly heads: Readonly<Record<string, Float64Array>>;
}

/** Which rows of a table are listed, and in what order. */
export interface VariantOrderRequest {
  readonly project: string;
  readonly set: string;
  readonly sort: VariantColumn;
  readonly descending: boolean;
  readonly filter: VariantFilter;
}

export interface VariantRowsRequest extends VariantOrderRequest {
  /** Rows that are left out before the first. */
  readonly offset: number;
  readonly count: number;
}

/** A window of a table's rows. */
export interface VariantRows {
  /** Rows that pass the filter. */
  readonly total: number;
  readonly rows: readonly ListedVariant[];
}

export interface ListedVariant {
  /** Number of the row in the set, from 0, in the order of the file. */
  readonly number: number;
  readonly variant: VariantRow;
}

/** One track of what was read, with a row's allele in it or as the reference has it. */
export interface VariantViewRequest {
  readonly project: string;
  readonly set: string;
  /** `ListedVariant.number` */
  readonly row: number;
  readonly allele: 'reference' | 'alternative';
  readonly track: string;
  /** bp, 0-based half-open. */
  readonly start: number;
  readonly end: number;
  readonly bpPerPixel: number;
}

/** `format` is `vcf`, `tsv`, `parquet`, `arrow`, `bed` or `json`. */
export interface ExportVariantsRequest extends ExportTarget {
  readonly set: string;
}

/** A variant of which it is known what it does, to hold beside what is predicted. */
export interface KnownVariant {
  /** As `statedId` has it. */
  readonly id: string;
  readonly contig: string;
  /** The file's word for it: `enhancer_loss`, `neutral`. */
  readonly truth: string;
  /** First bases, 0-based, of the promoters that become active or silent. */
  readonly affected: readonly number[];
}

/** The score that a table shows: the masked ratio where it was asked for. */
export function shownScore(
  scores: VariantScores | undefined,
  { masked }: Pick<VariantSet, 'masked'>,
): number | undefined {
  return masked ? scores?.maskedLlr : scores?.llr;
}

/**
 * Where a variant stands among common ones, -1 to 1: by the ratio that a table shows, else by its largest
 * change where it stands. Undefined where it has no rank.
 */
export function shownRank(
  scores: VariantScores | undefined,
  { masked }: Pick<VariantSet, 'masked'>,
): number | undefined {
  const ofRatio = masked ? scores?.maskedLlrQuantile : scores?.llrQuantile;
  return shownScore(scores, { masked }) === undefined ? largestLocal(scores)?.quantile : ofRatio;
}

/** The largest change of a track where the variant stands. */
export function largestLocal(scores: VariantScores | undefined): LocalEffect | undefined {
  return scores && strongestOf(scores.local);
}

/** The largest change of a target. */
export function largestDistal(scores: VariantScores | undefined): DistalEffect | undefined {
  return scores?.distal[0];
}

/** `chr1:1234:A>C`, 1-based, as the file writes it, which may have an indel elsewhere than `id`. */
export function statedId({ stated }: VariantRow): string | undefined {
  return stated && `${stated.contig}:${stated.pos + 1}:${stated.ref}>${stated.alt}`;
}

/** What changes, as the file writes it: `A>C`; of a haplotype how many variants it has. */
export function changeOf({ stated, applied, id }: VariantRow): string {
  if (stated) return `${stated.ref}>${stated.alt}`;
  return applied === undefined ? id : `${id}: ${applied} variants`;
}
