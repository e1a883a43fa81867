import { RecordBatchReader, type RecordBatch } from 'apache-arrow';
import { openFile } from '../bytes/index.ts';
import { headOf, lastOf, untyped, type ReadTable } from './table-rows.ts';

/** Opens an Arrow table that this program has written. Errors: as `openReadTable`. */
export async function openArrow(path: string): Promise<ReadTable> {
  const handle = await openFile(path);
  try {
    const { size: bytes } = await handle.stat();
    const reader = await RecordBatchReader.from(handle);
    await reader.open();
    if (!reader.isFile()) throw new Error('it is a stream of Arrow, not a file');
    const head = headOf(reader.schema.metadata.get('megabase'));
    const batchAt = lastOf(async (i): Promise<RecordBatch> => {
      const batch = await reader.readRecordBatch(i);
      if (!batch) throw new Error(`batch ${i + 1} of ${reader.numRecordBatches} is missing`);
      return batch;
    });
    const lengths: number[] = [];
    for (let i = 0; i < reader.numRecordBatches; i++) lengths.push((await batchAt(i)).numRows);
    async function* rows(from: number, to: number) {
      let start = 0;
      for (const [i, length] of lengths.entries()) {
        const [first, last] = [Math.max(from, start), Math.min(to, start + length)];
        if (first < last) {
          const batch = await batchAt(i);
          const columns = head.columns.map((_, c) => batch.getChildAt(c));
          for (let row = first - start; row < last - start; row++) {
            yield columns.map((column) => untyped(column?.get(row)));
          }
        }
        start += length;
      }
    }
    return {
      ...{ path, ...head, bytes, count: lengths.reduce((sum, length) => sum + length, 0), rows },
      close: async () => {
        await reader.cancel();
        await handle.close().catch(() => undefined);
      },
    };
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}
