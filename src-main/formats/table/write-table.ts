import { namesFolder, throwIfCancelled, writeStaged, type FormatEndings } from '../output/index.ts';
import type { TableRow, TableHead } from './column.ts';
import { ContigFolder } from './contig-folder.ts';
import type { TableFile, TableFileOptions } from './table-file.ts';
import { TextTable } from './text-table.ts';

/** The formats of every table, by the name that `--format` takes. */
export const tableFormats = {
  tsv: { endings: ['.tsv'], text: true, splits: true },
  parquet: { endings: ['.parquet'], text: false, splits: true },
  arrow: { endings: ['.arrow', '.feather'], text: false, splits: true },
} as const satisfies Record<string, FormatEndings>;

export type TableFormat = keyof typeof tableFormats;

export function isTableFormat(format: string): format is TableFormat {
  return Object.hasOwn(tableFormats, format);
}

/** Opens a table for its rows; a folder where the path ends in a slash. */
export async function openTable(
  path: string,
  format: TableFormat,
  head: TableHead,
  options: TableFileOptions = {},
): Promise<TableFile> {
  if (!namesFolder(path)) return openFile(path, format, head, options);
  const open = (own: string) => openFile(own, format, head, { ...options, replaces: 'anything' });
  return new ContigFolder(path, head, { ending: tableFormats[format].endings[0], open });
}

async function openFile(
  path: string,
  format: TableFormat,
  head: TableHead,
  options: TableFileOptions,
): Promise<TableFile> {
  // What encodes is loaded where it is asked for: Arrow's library alone takes a tenth of a second.
  if (format === 'parquet') {
    const { ParquetTable } = await import('./parquet-table.ts');
    return ParquetTable.open(path, head, options);
  }
  if (format === 'arrow') {
    const { ArrowTable } = await import('./arrow-table.ts');
    return ArrowTable.open(path, head, options);
  }
  return TextTable.open(path, head, options);
}

/** Fills a table. Errors: `cancelled`; those of `rows`. */
export async function appendRows(
  file: TableFile,
  rows: Iterable<TableRow> | AsyncIterable<TableRow>,
  signal?: AbortSignal,
): Promise<number> {
  let count = 0;
  for await (const row of rows) {
    throwIfCancelled(signal, file.path);
    const writing = file.append(row);
    if (writing) await writing;
    count += 1;
  }
  return count;
}

/**
 * Writes a table as its rows come; it stands in its place once it is whole. Resolves with the number of rows and
 * of bytes. Errors: those of `StagedFile`; `output-exists` for a folder that is not empty; `cancelled`; those of
 * `rows`.
 */
export async function writeTable(
  path: string,
  rows: Iterable<TableRow> | AsyncIterable<TableRow>,
  options: TableFileOptions & {
    readonly format: TableFormat;
    readonly head: TableHead;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<{ readonly records: number; readonly bytes: number }> {
  const { format, head, signal, ...file } = options;
  const table = await openTable(path, format, head, file);
  const records = await writeStaged(table, () => appendRows(table, rows, signal));
  return { records, bytes: table.size };
}
