import type { HeaderNote } from '../output/index.ts';

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** `integer` is exact to 2^53; `float32` is written with the fewest digits that give the same value again. */
  readonly kind: 'text' | 'integer' | 'float32';
  /** Of its values, such as `bp`. */
  readonly unit?: string | undefined;
  /** What its values are, for whoever has only the file. */
  readonly about?: string | undefined;
}

/** Undefined where there is nothing to say. */
export type Cell = string | number | undefined;

/** A cell as columns of types hold it: integers as 64 bits, and null where there is nothing to say. */
export function typedCell(cell: Cell, kind: Column['kind']): string | number | bigint | null {
  if (cell === undefined) return null;
  return kind === 'integer' ? BigInt(cell) : cell;
}

/** A cell a column. */
export type TableRow = readonly Cell[];

/** All of a table but its rows. */
export interface TableHead {
  readonly notes: readonly HeaderNote[];
  readonly columns: readonly Column[];
  /** What text has where a cell is empty. */
  readonly empty: '' | '.';
}

/** The columns that most tables begin with, 0-based half-open. */
export const spanColumns: readonly Column[] = [
  { name: 'chrom', kind: 'text', about: 'contig' },
  { name: 'start', kind: 'integer', unit: 'bp', about: '0-based' },
  { name: 'end', kind: 'integer', unit: 'bp', about: '0-based, exclusive' },
];
