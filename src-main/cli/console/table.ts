import { defined } from '../../contract/index.ts';
/** Rows of text in columns, the first row being the header; numbers are given as text. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(defined(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}
