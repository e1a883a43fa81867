import { defined, MegabaseError } from '../../contract/index.ts';
import {
  noPart,
  partKey,
  readPartNote,
  throwIfCancelled,
  writeStaged,
  type HeaderNote,
  type PartNote,
} from '../../formats/output/index.ts';
import {
  checkParts,
  mergedKey,
  mergedText,
  mergeHeads,
  readNote,
} from '../../formats/parts/index.ts';
import {
  appendRows,
  openReadTable,
  openTable,
  type ReadTable,
  type TableRow,
  type TypedFormat,
} from '../../formats/table/index.ts';
import type { MergeTarget } from './merge-text.ts';
import type { Merged } from './merged.ts';

/** Rows after which is told how far it is. */
const rowsPerStep = 10_000;

interface TablePart {
  readonly path: string;
  readonly note: PartNote;
  readonly table: ReadTable;
}

/**
 * Merges Parquet or Arrow tables: columns and their types, units and meanings are kept, and what parts say of
 * themselves. Errors: `parts-differ`, `file-damaged`; those of reading and writing; `cancelled`.
 */
export async function mergeTables(
  files: readonly string[],
  format: TypedFormat,
  { path, replaces, signal, onBytes }: MergeTarget,
): Promise<Merged> {
  const open: TablePart[] = [];
  try {
    for (const file of files) {
      const table = await openReadTable(file, format);
      open.push({ path: file, table, note: noteOf(table) });
    }
    const parts = checkParts(open);
    const { columns } = expectColumns(parts);
    // As text an empty cell may be a dot; of types it is null.
    const head = { notes: mergedNotes(parts), columns, empty: '.' } as const;
    const whole = await openTable(path, format, head, { replaces });
    await writeStaged(whole, () => appendRows(whole, rowsOf(parts, signal, onBytes), signal));
    const { shard, whole: settings } = defined(parts[0]).note;
    return {
      command: settings['command'] ?? '',
      shards: shard.count,
      files: [{ path, bytes: whole.size }],
    };
  } finally {
    for (const { table } of open) await table.close();
  }
}

/** Error: `parts-differ` for a table that names no shard. */
function noteOf({ path, notes }: ReadTable): PartNote {
  const found = notes.find(({ key }) => key === partKey);
  if (!found) throw noPart(path);
  return readPartNote(found.text, path);
}

/** Error: `parts-differ` where they are not the same in all parts. */
function expectColumns(parts: readonly TablePart[]): ReadTable {
  const first = defined(parts[0]).table;
  for (const { path, table } of parts) {
    if (JSON.stringify(table.columns) === JSON.stringify(first.columns)) continue;
    const names = ({ columns }: ReadTable) => columns.map(({ name }) => name).join(', ');
    throw new MegabaseError(
      'parts-differ',
      `The parts are not of one run: ${path} has the columns ${names(table)}, ${first.path} ${names(first)}.`,
      { file: path },
    );
  }
  return first;
}

/** The notes of the whole, by the rules that headers of text are merged by. */
function mergedNotes(parts: readonly TablePart[]): HeaderNote[] {
  const heads = parts.map(({ path, note, table }) => {
    const lines = table.notes.map(({ key, text }) =>
      key === partKey ? `# ${mergedKey}: ${mergedText(note)}` : `# ${key}: ${text}`,
    );
    return { path, head: { lines, note } };
  });
  return mergeHeads(heads).flatMap((line) => readNote(line) ?? []);
}

/** All rows in the order of the whole: parts one after the other, or blocks by their places. */
async function* rowsOf(
  parts: readonly TablePart[],
  signal: AbortSignal,
  onBytes: MergeTarget['onBytes'],
): AsyncGenerator<TableRow> {
  for (const { table, from, to } of blocksOf(parts)) {
    throwIfCancelled(signal, table.path);
    // Of a table without rows nothing is told.
    const each = table.count === 0 ? 0 : table.bytes / table.count;
    let read = 0;
    for await (const row of table.rows(from, to)) {
      yield row;
      read += 1;
      if (read % rowsPerStep === 0) onBytes(each * rowsPerStep);
    }
    onBytes(each * (read % rowsPerStep));
  }
}

/** Error: `file-damaged` for a part whose note tells of other rows than it has. */
function blocksOf(parts: readonly TablePart[]) {
  if (!parts[0]?.note.sections) {
    return parts.map(({ table }) => ({ table, from: 0, to: table.count }));
  }
  const blocks = parts.flatMap(({ note: { sections = [] }, table }) => {
    let at = 0;
    const own = sections.flatMap((section, s) =>
      section.map(([place, count]) => ({ ...{ table, s, place }, from: at, to: (at += count) })),
    );
    if (at === table.count) return own;
    throw new MegabaseError(
      'file-damaged',
      `${table.path} has ${table.count} rows; its header tells of ${at}.`,
      { file: table.path },
    );
  });
  return blocks.sort((a, b) => a.s - b.s || a.place - b.place);
}
