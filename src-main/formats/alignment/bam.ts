import { MegabaseError, type Region, defined } from '../../contract/index.ts';
import { endMark, type IndexedFile, rangesOf } from '../bgzip/index.ts';
import { stopIfCancelled } from '../bytes/index.ts';
import { unmappedFlag, type AlignedRead } from './aligned-read.ts';
import type { Alignment, OpenedFile } from './alignment.ts';
import { readBamHeader } from './bam-header.ts';
import { readBamIndex } from './bam-index.ts';
import { bamRecords } from './bam-records.ts';
import { BamIndexCheck } from './check-bam-index.ts';
import { findIndex } from './find-index.ts';

/**
 * Opens a BAM file. Every block's checksum is compared, every count held against what there is, and
 * a BAI, which has no checksum, against the reads. Errors: see `openAlignment`.
 */
export async function openBam(
  file: OpenedFile,
  {
    index: chosen,
    onNote,
  }: {
    readonly index?: string | undefined;
    readonly onNote?: ((note: string) => void) | undefined;
  },
): Promise<Alignment> {
  const { path, bytes, size } = file;
  const tail = await bytes.read(Math.max(0, size - endMark.length), endMark.length);
  if (!endMark.equals(tail)) {
    throw new MegabaseError(
      'alignment-format',
      `${path} is cut short: its ${size} bytes do not end with the mark of a whole BAM file.`,
    );
  }
  const codes = { format: 'alignment-format', index: 'alignment-index' } as const;
  const blocks: IndexedFile = { path, file: bytes, codes };
  const header = await readBamHeader(blocks, size);
  const stem = path.replace(/\.bam$/i, '');
  const usual = [`${path}.bai`, `${stem}.bai`, `${path}.csi`, `${stem}.csi`];
  const indexPath = await findIndex(path, chosen === undefined ? usual : [chosen], onNote);
  const contigCount = header.contigs.length;
  const index = await readBamIndex(indexPath, { fileSize: size, contigCount });
  const check = new BamIndexCheck(blocks, index, size);

  async function* reads(
    { contig, start, end }: Region,
    { skipFlags = 0, signal }: { skipFlags?: number; signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<AlignedRead[]> {
    const id = header.contigs.findIndex(({ name }) => name === contig);
    if (id < 0) throw new MegabaseError('contig-unknown', `${path} has no contig "${contig}".`);
    if (index.unchecked) await check.expectReads(id, start, end, signal);
    /** Of the read before: in a sorted file no later one begins before it. */
    let before = -1;
    for (const range of rangesOf(defined(index.contigs[id]), index, start, end)) {
      for await (const records of bamRecords(blocks, range, signal)) {
        stopIfCancelled(path, signal);
        const batch: AlignedRead[] = [];
        let isBehind = false;
        for (const record of records) {
          if (record.contig !== id || record.start < before) {
            throw new MegabaseError(
              'alignment-index',
              `${index.path} does not fit ${path}: it leads to a read at base ${record.start} of contig ` +
                `${record.contig} after one at base ${before} of contig ${id} (0-based).`,
            );
          }
          before = record.start;
          isBehind = record.start >= end;
          if (isBehind) break;
          if ((record.flags & (skipFlags | unmappedFlag)) === 0 && record.end > start) {
            batch.push(record);
          }
        }
        if (batch.length > 0) yield batch;
        if (isBehind) return;
      }
    }
  }
  return { format: 'bam', path, header, reads, close: () => file.handle.close() };
}
