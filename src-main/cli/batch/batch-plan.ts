import type { FigureFormat, RowSettings } from '../../contract/index.ts';
import type { FileRow, ReadOrder } from '../../analysis/figure/index.ts';

/** A file that was loaded, as the commands after it have it drawn. */
export interface BatchTrack {
  readonly line: number;
  readonly path: string;
  readonly row: FileRow;
}

/** What was asked of the rows of a project, which are known once it is opened. */
export interface RowChange {
  readonly line: number;
  /** Of the row; undefined for all of them. */
  readonly name: string | undefined;
  readonly change: RowEdit;
}

/** Another look or another name, or no row at all. */
export type RowEdit =
  | { readonly kind: 'settings'; readonly settings: RowSettings }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'remove' };

/** A place as a line names it. */
export interface BatchLocus {
  readonly line: number;
  readonly text: string;
}

export interface BatchMark extends BatchLocus {
  readonly name: string | undefined;
}

/** What the commands so far came to. */
export interface BatchScene {
  /** Exactly one of these two, once there is something to draw on. */
  readonly fasta: string | undefined;
  readonly project: string | undefined;
  readonly tracks: readonly BatchTrack[];
  readonly changes: readonly RowChange[];
  readonly loci: readonly BatchLocus[];
  /** Times that the view was halved; doubled below zero. */
  readonly zoom: number;
  readonly marks: readonly BatchMark[];
  readonly readOrder: ReadOrderText | undefined;
  readonly sequenceStrand: '+' | '-';
  /** px that reads may take. */
  readonly panelHeight: number | undefined;
}

/** Which genome or project a scene is drawn on. */
export function stageKey({ fasta, project }: BatchScene): string {
  return JSON.stringify({ fasta, project });
}

/** An order of reads; its place is a locus, of the middle of the view where absent. */
export type ReadOrderText = Omit<ReadOrder, 'at'> & { readonly at: BatchLocus | undefined };

export interface BatchSnapshot {
  readonly line: number;
  /** Absolute; absent where its name follows from what it shows. */
  readonly path: string | undefined;
  /** Where a file without a name goes. Absolute. */
  readonly folder: string;
  readonly format: FigureFormat;
  readonly scene: BatchScene;
}

/** What a line is not: found and expected, in words that go after those. */
export interface BatchProblem {
  readonly line: number;
  readonly found: string;
  readonly expected: string;
}

/** All that a batch file asks for. */
export interface BatchPlan {
  readonly snapshots: readonly BatchSnapshot[];
  /** What is passed over, and why. */
  readonly notes: readonly { readonly line: number; readonly text: string }[];
  /** What `echo` says, as it stands in the file. */
  readonly echoes: readonly string[];
}
