import type { BadRow, Region, Strand } from '../../contract/index.ts';
import type { SymbolicFields } from '../../sequence/index.ts';

/** What every row of labelled data has. */
export interface LabelledRow {
  /** Line of the file, 1-based. */
  readonly line: number;
  /** 0 or 1 of classes, else a value. */
  readonly label: number;
  /** bp to the start of its gene, as the file says, without sign. */
  readonly tssDistance?: number | undefined;
}

/** A region with its label. */
export interface RegionRow extends LabelledRow, Region {
  readonly strand: Strand;
}

/** An allele with its label. */
export interface AlleleRow extends LabelledRow {
  readonly contig: string;
  /** First base of `ref`, 0-based. */
  readonly pos: number;
  readonly ref: string;
  readonly alt: string;
  /** What INFO says of a symbolic ALT. */
  readonly structural?: SymbolicFields | undefined;
}

/** Labelled data of one kind, in the file's order. */
export type Dataset = {
  /** The file's name. */
  readonly name: string;
  readonly bad: readonly BadRow[];
} & (
  | { readonly kind: 'regions'; readonly rows: readonly RegionRow[] }
  | { readonly kind: 'variants'; readonly rows: readonly AlleleRow[] }
);

/** The number that a label stands for; undefined where it stands for none. */
export function parseLabel(text: string | undefined): number | undefined {
  const word = text?.trim().toLowerCase() ?? '';
  if (word === 'true') return 1;
  if (word === 'false') return 0;
  const value = Number(word);
  return word !== '' && Number.isFinite(value) ? value : undefined;
}

/** A whole number of 0 or more; undefined for anything else. */
export function parsePosition(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
