import { commentLines, float32Text, oneLine } from '../output/index.ts';
import { defined } from '../../contract/index.ts';
import type { Cell, Column, TableRow, TableHead } from './column.ts';

/** Notes as comments, and the line that names the columns. */
export function textHead({ notes, columns }: Pick<TableHead, 'notes' | 'columns'>): string {
  return `${commentLines(notes)}${columns.map(({ name }) => name).join('\t')}\n`;
}

/** A row as a line; no text can end it or its column. */
export function textLine({ columns, empty }: Omit<TableHead, 'notes'>, row: TableRow): string {
  let line = '';
  for (let i = 0; i < columns.length; i++) {
    if (i > 0) line += '\t';
    line += cellText(defined(columns[i]), row[i], empty);
  }
  return `${line}\n`;
}

function cellText({ kind }: Column, cell: Cell, empty: string): string {
  if (cell === undefined) return empty;
  if (typeof cell === 'string') return oneLine(cell) || empty;
  return kind === 'float32' ? float32Text(cell) : String(cell);
}
