import { isMegabaseError, MegabaseError } from '../../contract/index.ts';
import type { ReadTable } from './table-rows.ts';
import type { TableFormat } from './write-table.ts';

export type TypedFormat = Exclude<TableFormat, 'tsv'>;

/**
 * Opens a table with types. Errors: `file-missing`, `file-unreadable`; `file-damaged` for what is no table of that
 * format, or not one of this program's.
 */
export async function openReadTable(path: string, format: TypedFormat): Promise<ReadTable> {
  return orDamaged(path, format, async () => {
    // What decodes is loaded where it is asked for.
    const table =
      format === 'parquet'
        ? await (await import('./parquet-rows.ts')).openParquet(path)
        : await (await import('./arrow-rows.ts')).openArrow(path);
    return { ...table, rows: (from, to) => checkedRows(table, format, from, to) };
  });
}

async function* checkedRows(table: ReadTable, format: string, from: number, to: number) {
  const rows = table.rows(from, to)[Symbol.asyncIterator]();
  for (let count = 0; ; count++) {
    const next = await orDamaged(table.path, format, () => rows.next());
    if (next.done === true) {
      if (count === to - from) return;
      throw damaged(table.path, format, `it has ${count} of the rows ${from + 1} to ${to}`);
    }
    yield next.value;
  }
}

async function orDamaged<T>(path: string, format: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isMegabaseError(error)) throw error;
    throw damaged(path, format, error instanceof Error ? error.message : String(error), error);
  }
}

function damaged(path: string, format: string, why: string, cause?: unknown): MegabaseError {
  const message = `${path} cannot be read as ${format}: ${why}.`;
  return new MegabaseError('file-damaged', message, { file: path, cause });
}
