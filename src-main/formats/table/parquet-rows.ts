import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { openFile, PlainSource } from '../bytes/index.ts';
import type { Cell } from './column.ts';
import { headOf, lastOf, untyped, type ReadTable } from './table-rows.ts';
import { rowsPerGroup } from './table-file.ts';

/** Opens a Parquet table that this program has written. Errors: as `openReadTable`. */
export async function openParquet(path: string): Promise<ReadTable> {
  const handle = await openFile(path);
  try {
    const source = new PlainSource(path, handle);
    const { size: byteLength } = await handle.stat();
    const file = {
      byteLength,
      // The last of them may be asked for by how far they are from the end.
      slice: async (start: number, end = byteLength) => {
        const from = start < 0 ? byteLength + start : start;
        return Uint8Array.from(await source.read(from, end - from)).buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file);
    const notes = metadata.key_value_metadata?.find(({ key }) => key === 'megabase');
    const head = headOf(notes?.value);
    const names = head.columns.map(({ name }) => name);
    const count = Number(metadata.num_rows);
    const readGroup = async (group: number): Promise<Cell[][]> => {
      const rowStart = group * rowsPerGroup;
      const rowEnd = Math.min(count, rowStart + rowsPerGroup);
      const read = await parquetReadObjects({ file, metadata, rowStart, rowEnd });
      if (read.length < rowEnd - rowStart) throw new Error(`group ${group + 1} has too few rows`);
      return names.map((name) => read.map((row) => untyped(row[name])));
    };
    const groupAt = lastOf(readGroup);
    async function* rows(from: number, to: number) {
      for (let start = from; start < to;) {
        const group = Math.floor(start / rowsPerGroup);
        const columns = await groupAt(group);
        const end = Math.min(to, (group + 1) * rowsPerGroup);
        for (let row = start - group * rowsPerGroup; start < end; start++, row++) {
          yield columns.map((column) => column[row]);
        }
      }
    }
    return {
      ...{ path, ...head, bytes: byteLength, count, rows },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
