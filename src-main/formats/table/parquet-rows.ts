import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { openFile, PlainSource } from '../bytes/index.ts';
import { headOf, untyped, type ReadTable } from './table-rows.ts';
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
    async function* rows(from: number, to: number) {
      // A group at a time, where the row before it ends.
      for (let start = from; start < to;) {
        const end = Math.min(to, (Math.floor(start / rowsPerGroup) + 1) * rowsPerGroup);
        const read = await parquetReadObjects({ file, metadata, rowStart: start, rowEnd: end });
        for (const row of read) yield names.map((name) => untyped(row[name]));
        start = end;
      }
    }
    return {
      ...{ path, ...head, bytes: byteLength, count: Number(metadata.num_rows), rows },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
