import type {
  EffectMap,
  KnownEffects,
  KnownVariant,
  ModelCard,
  ModelIdentity,
  Prediction,
  Region,
  VariantPoints,
  VariantRow,
  UnfamiliarVariants,
} from '../../contract/index.ts';
import type { HeaderNote } from '../../formats/output/index.ts';
import type { VariantTableHead } from '../variants/index.ts';

/** A file that was read. */
export interface ReportFile {
  /** `genome`, `variants`, `annotation`, ... */
  readonly role: string;
  /** Without its folders. */
  readonly name: string;
  /** Absent for a pipe, and where the file cannot be read any more. */
  readonly bytes?: number | undefined;
  /** Hex; absent where `bytes` is, and where the file is too large to be read once more. */
  readonly sha256?: string | undefined;
}

/** What a report rests on, whatever it is of. */
export interface ReportBasis {
  /** Version of the program. */
  readonly program: string;
  readonly engine: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly card: ModelCard;
  readonly identity: ModelIdentity;
  readonly genome: { readonly contigs: number; readonly bases: number };
  readonly files: readonly ReportFile[];
  /** What was said while it was computed. */
  readonly notes: readonly string[];
  /** The command that makes the same report. */
  readonly command: string;
  /** True where the genome is the tutorial's, whose truth is known. */
  readonly isTutorial: boolean;
}

/** Why some variants have no scores. */
export interface ReportReason {
  readonly code: string;
  readonly count: number;
  /** The first of them, and what was found. */
  readonly first: { readonly id: string; readonly message: string };
}

/** Intervals that were read. */
interface ReadIntervals {
  /** A few of them. */
  readonly first: readonly Region[];
  readonly count: number;
  /** bp of the longest of all; 0 of none. */
  readonly longest: number;
}

/** A picture, and what it shows in words. */
export interface ReportPicture {
  /** An `<svg>` that needs nothing else, light. */
  readonly svg: string;
  readonly caption: string;
  /** Two of them stand side by side. */
  readonly isHalf: boolean;
}

export interface VariantsReport {
  readonly kind: 'variants';
  readonly basis: ReportBasis;
  readonly head: VariantTableHead;
  /** How they were scored, by name. */
  readonly settings: readonly HeaderNote[];
  readonly scored: number;
  readonly unscored: number;
  /** Of the scored ones those in sequence far less likely than usual. */
  readonly unfamiliar: UnfamiliarVariants;
  /** Those with the largest effects, the largest first. */
  readonly rows: readonly VariantRow[];
  readonly reasons: readonly ReportReason[];
  readonly points: VariantPoints;
  readonly pictures: readonly ReportPicture[];
  readonly intervals: ReadIntervals;
  /** Name of the file with all rows, where there is one. */
  readonly table?: string | undefined;
  readonly truth?: readonly KnownVariant[] | undefined;
}

/** A gene of an annotation. 0-based half-open. */
export interface ReportGene extends Region {
  readonly name: string;
  readonly strand: '+' | '-' | '.';
}

export interface RegionReport {
  readonly kind: 'region';
  readonly basis: ReportBasis;
  readonly prediction: Prediction;
  readonly pictures: readonly ReportPicture[];
  /** Those of the annotation that overlap the region; absent without one. */
  readonly genes?: readonly ReportGene[] | undefined;
  /** Absent where nothing was knocked out. */
  readonly map?: EffectMap | undefined;
  /** The effect from which on a pair is listed as a link. */
  readonly threshold?: number | undefined;
  /** In a sentence, why nothing was knocked out, where that was wanted. */
  readonly withoutMap?: string | undefined;
  /** Rows of a table at most. */
  readonly maxRows: number;
  readonly table?: string | undefined;
  readonly truth?: KnownEffects | undefined;
}

export type Report = VariantsReport | RegionReport;
