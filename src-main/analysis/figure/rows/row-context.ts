import type { ModelIdentity, Region, RunInfo } from '../../../contract/index.ts';
import type { FetchView, FigureRow, Row } from '../../../drawing/index.ts';
import type { Genome } from '../../../formats/genome/index.ts';

/** What rows are drawn from. */
export interface FigureSources {
  readonly genome: Genome;
  /** Values of predicted rows, as the cache has them. */
  readonly view: FetchView;
  /** The run of a predicted row, by its id in the project. */
  readonly runOf: (id: string) => RunInfo | undefined;
  /** The model that scored a set of variants, by the set's id in the project. */
  readonly modelOfSet: (id: string) => ModelIdentity | undefined;
}

/** What a row is read with. */
export interface RowContext extends FigureSources {
  /** What is seen. */
  readonly region: Region;
  /** At most what a px of the row will hold. */
  readonly bpPerPixel: number;
  /** Which strand's bases are written. */
  readonly sequenceStrand: '+' | '-';
  /** All rows of the figure: some are scaled as one. */
  readonly rows: readonly Row[];
  readonly signal: AbortSignal;
  readonly onNote: (note: string) => void;
}

/** Reads a row of one kind; it may become several of the figure's. */
export type ReadRow<R extends Row> = (row: R, context: RowContext) => Promise<FigureRow[]>;
