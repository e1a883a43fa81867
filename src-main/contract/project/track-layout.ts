import type { VariantPictureKind } from './figures.ts';
import type { PointColumn } from '../variants/index.ts';

/** How a predicted row's values are drawn; `letters` as bars where bases are too narrow, or share a bin. */
export const graphKinds = ['bars', 'line', 'points', 'heat map', 'letters'] as const;
export type GraphKind = (typeof graphKinds)[number];

/**
 * How a row's scale is found: from what is in view, by itself or as one with all rows of its group
 * that are scaled so, or as it was set. Absent: as its unit has it.
 */
export type RowScale =
  | { readonly kind: 'auto' }
  | { readonly kind: 'group' }
  | { readonly kind: 'fixed'; readonly min: number; readonly max: number };

/** Settings of igv.js for files, and of the row `sequence`, by igv's names. */
export const fileOptions = [
  ...([
    'displayMode',
    'colorBy',
    'groupBy',
    'viewAsPairs',
    'showSoftClips',
    'showAllBases',
    // Not igv's: by what reads are sorted, and where, as `BASE chr1:1234 ASC`.
    'sort',
  ] as const),
  ...([
    'showInsertions',
    'showDeletions',
    'showMismatches',
    'showCoverage',
    'showAlignments',
  ] as const),
  ...(['showInsertionText', 'showDeletionText', 'hideSmallIndels', 'indelSizeThreshold'] as const),
  ...([
    'showGenotypes',
    'logScale',
    'autoscale',
    'windowFunction',
    'graphType',
    'flipAxis',
  ] as const),
  // Of the row of the sequence.
  ...(['frameTranslate', 'reversed'] as const),
];
type FileOption = (typeof fileOptions)[number];
export type FileOptions = Readonly<Partial<Record<FileOption, string | number | boolean>>>;

/**
 * How two rows of values are drawn as one: both on one scale, the second less the first, or the binary logarithm of the
 * second over the first.
 */
export const comparisonKinds = ['lines', 'difference', 'log2 ratio'] as const;
export type ComparisonKind = (typeof comparisonKinds)[number];

/** Whose values are compared: those of a row, by its id, or those of one run in a track. */
export type ComparedSignal =
  { readonly row: string } | { readonly run: string; readonly track: string };

/** A row made of two others. */
export interface Comparison {
  readonly kind: ComparisonKind;
  readonly first: ComparedSignal;
  readonly second: ComparedSignal;
}

/** Id of a comparison's row: the same for the same rows in the same order. */
export function comparisonId({ kind, first, second }: Comparison): string {
  return `compared:${kind}:${signalId(first)} | ${signalId(second)}`;
}

function signalId(signal: ComparedSignal): string {
  return 'row' in signal ? signal.row : `run:${signal.run}:${signal.track}`;
}

/** What a person chose for one row of the track area; what is absent is as usual. */
export interface RowSettings {
  /** px */
  readonly height?: number | undefined;
  readonly scale?: RowScale | undefined;
  /** Logarithmic, base 10; values of zero and below are at its foot. */
  readonly log?: boolean | undefined;
  /** `#rrggbb` */
  readonly color?: string | undefined;
  readonly graph?: GraphKind | undefined;
  /** `id` of the run that is drawn wherever it has values; the one that read most otherwise. */
  readonly run?: string | undefined;
  readonly hidden?: boolean | undefined;
  /** Of a file. */
  readonly options?: FileOptions | undefined;
}

/** The track area as a person arranged it. Rows and groups are named by ids of the window's own. */
export interface TrackLayout {
  readonly rows: Readonly<Record<string, RowSettings>>;
  /** Rows that were moved stand in this order; all others stand where they usually do. */
  readonly order: readonly string[];
  /** Groups that are folded. */
  readonly folded: readonly string[];
  /** Columns of tables of variants that are not shown. */
  readonly hiddenColumns?: readonly string[] | undefined;
  /** Rows that were made of two others. */
  readonly comparisons?: readonly Comparison[] | undefined;
  /** px */
  readonly columnWidth?: number | undefined;
  /** The picture beside tables of variants; what is absent is as usual. */
  readonly variantPicture?: VariantPictureLayout | undefined;
}

/** The picture beside tables of variants, as a person chose it. */
export interface VariantPictureLayout {
  readonly kind?: VariantPictureKind | undefined;
  readonly up?: PointColumn | undefined;
  readonly across?: PointColumn | undefined;
  readonly shown?: boolean | undefined;
}

export const plainLayout: TrackLayout = { rows: {}, order: [], folded: [] };
