/**
 * Tables: as text, Parquet and Arrow, one file or one a contig.
 *
 *     const head = { notes, columns: [...spanColumns, { name: 'value', kind: 'float32' }], empty: '' };
 *     await writeTable('values.parquet', rows, { format: 'parquet', head });
 */
export { spanColumns, type Cell, type Column, type TableRow, type TableHead } from './column.ts';
export { openReadTable, type TypedFormat } from './read-table.ts';
export type { ReadTable } from './table-rows.ts';
export { textHead, textLine } from './text.ts';
export {
  appendRows,
  isTableFormat,
  openTable,
  tableFormats,
  writeTable,
  type TableFormat,
} from './write-table.ts';
