import type { Replaceable } from '../output/index.ts';
import type { TableRow } from './column.ts';

/** Rows that are encoded together, and held in memory until then. */
export const rowsPerGroup = 65_536;

/** A table that grows beside its place, and stands there once it is whole. Errors: those of `StagedFile`. */
export interface TableFile {
  readonly path: string;
  /** Bytes so far; of the whole file once it is committed. */
  readonly size: number;
  /** Waits only where rows are being written: undefined where they are held for later. */
  append(row: TableRow): Promise<void> | undefined;
  commit(): Promise<void>;
  /** Leaves nothing behind. Never throws. */
  discard(): Promise<void>;
}

export interface TableFileOptions {
  readonly replaces?: Replaceable | 'anything' | undefined;
  /** Of text: whether the last line tells how many rows there are, as parts of a run do. */
  readonly tellsEnd?: boolean | undefined;
}
