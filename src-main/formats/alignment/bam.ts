import { BAI, BamRecord, CSI } from '@gmod/bam';
import { LocalFile } from 'generic-filehandle2';
import { MegabaseError, type Region } from '../../contract/index.ts';
import { endMark, virtualBlocks, type IndexedFile } from '../bgzip/index.ts';

import { stopIfCancelled } from '../bytes/index.ts';
import { unmappedFlag, type AlignedRead } from './aligned-read.ts';
import type { Alignment, OpenedFile } from './alignment.ts';
import { findIndex } from './find-index.ts';
import { parseSamHeader, type AlignmentHeader } from './sam-header.ts';

/**
 * Opens a BAM file. The index, and each record, are parsed by @gmod/bam; the blocks are read here,
 * since @gmod/bam 7.1.17 compares no checksum, ends quietly where the file is cut short, and holds all
 * reads of a stretch of the index at once. Errors: see `openAlignment`.
 */
export async function openBam(
  file: OpenedFile,
  { onNote }: { readonly onNote?: ((note: string) => void) | undefined },
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
  const header = await readHeader(blocks, size);
  const stem = path.replace(/\.bam$/i, '');
  const indexPath = await findIndex(path, [`${path}.bai`, `${stem}.bai`, `${path}.csi`], onNote);
  const filehandle = new LocalFile(indexPath);
  const index = indexPath.endsWith('.csi') ? new CSI({ filehandle }) : new BAI({ filehandle });
  const wrong = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${indexPath} cannot be read (${reason}).`;
    return new MegabaseError('alignment-index', message, { cause: error });
  };
  await index.parse().catch((error: unknown) => {
    throw wrong(error);
  });

  async function* reads(
    { contig, start, end }: Region,
    { skipFlags = 0, signal }: { skipFlags?: number; signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<AlignedRead[]> {
    const id = header.contigs.findIndex(({ name }) => name === contig);
    if (id < 0) throw new MegabaseError('contig-unknown', `${path} has no contig "${contig}".`);
    const ranges = await index.blocksForRange(id, start, end).catch((error: unknown) => {
      throw wrong(error);
    });
    for (const range of ranges) {
      for await (const records of bamRecords(path, virtualBlocks(blocks, range, signal))) {
        stopIfCancelled(path, signal);
        const batch: AlignedRead[] = [];
        let isBehind = false;
        for (const record of records) {
          isBehind = record.ref_id !== id || record.start >= end;
          if (isBehind) break;
          if ((record.flags & (skipFlags | unmappedFlag)) === 0 && record.end > start) {
            batch.push(asRead(record));
          }
        }
        if (batch.length > 0) yield batch;
        if (isBehind) return;
      }
    }
  }
  return { format: 'bam', path, header, reads, close: () => file.handle.close() };
}

/** The text of the header, and of the binary list of contigs that follows it. */
async function readHeader(file: IndexedFile, size: number): Promise<AlignmentHeader> {
  const whole = {
    minv: { blockPosition: 0, dataPosition: 0 },
    maxv: { blockPosition: size, dataPosition: 0 },
  };
  let bytes = Buffer.alloc(0);
  for await (const block of virtualBlocks(file, whole)) {
    bytes = Buffer.concat([bytes, block]);
    const header = parseBamHeader(file.path, bytes);
    if (header !== undefined) return header;
  }
  throw new MegabaseError('alignment-format', `${file.path} ends inside its header.`);
}

/** Undefined where more bytes are needed. SAM specification, 4.2. */
function parseBamHeader(path: string, bytes: Buffer): AlignmentHeader | undefined {
  const magic = bytes.toString('latin1', 0, 4);
  if (bytes.length >= 4 && magic !== 'BAM\u0001') {
    throw new MegabaseError(
      'alignment-format',
      `${path} is packed as BAM is, but begins with ${JSON.stringify(magic)}.`,
    );
  }
  if (bytes.length < 8) return undefined;
  const textEnd = 8 + bytes.readInt32LE(4);
  if (bytes.length < textEnd + 4) return undefined;
  const count = bytes.readInt32LE(textEnd);
  const contigs: { name: string; length: number }[] = [];
  let at = textEnd + 4;
  for (let i = 0; i < count; i++) {
    if (bytes.length < at + 4) return undefined;
    const nameEnd = at + 4 + bytes.readInt32LE(at);
    if (bytes.length < nameEnd + 4) return undefined;
    const name = bytes.toString('utf8', at + 4, nameEnd - 1);
    contigs.push({ name, length: bytes.readInt32LE(nameEnd) });
    at = nameEnd + 4;
  }
  return { ...parseSamHeader(bytes.toString('utf8', 8, textEnd)), contigs };
}

/** Bytes of a record before its name. */
const fixedBytes = 32;

/** The records of a stretch, those that end in one block at a time. */
async function* bamRecords(
  path: string,
  blocks: AsyncIterable<Uint8Array>,
): AsyncGenerator<BamRecord[]> {
  let rest = new Uint8Array(0);
  for await (const block of blocks) {
    // BamRecord reads from the start of the underlying buffer, so it must begin there.
    const byteArray = new Uint8Array(rest.length + block.length);
    byteArray.set(rest);
    byteArray.set(block, rest.length);
    const view = new DataView(byteArray.buffer);
    const records: BamRecord[] = [];
    let at = 0;
    while (at + 4 <= byteArray.length) {
      const size = view.getInt32(at, true);
      if (size < fixedBytes) {
        throw new MegabaseError(
          'alignment-index',
          `The index of ${path} leads to what is no read: one of ${size} bytes.`,
        );
      }
      const next = at + 4 + size;
      if (next > byteArray.length) break;
      const bytes = { byteArray, start: at, end: next - 1 };
      records.push(new BamRecord({ bytes, fileOffset: 0 }));
      at = next;
    }
    rest = byteArray.slice(at);
    if (records.length > 0) yield records;
  }
  if (rest.length > 0) {
    throw new MegabaseError('alignment-format', `${path} ends inside a read.`);
  }
}

/** Quality of the first base where the file keeps none. */
const noQuality = 0xff;

function asRead(record: BamRecord): AlignedRead {
  const { start, end, flags, mq, name, NUMERIC_CIGAR, seq, qual } = record;
  const qualities = qual === null || qual[0] === noQuality ? undefined : qual;
  return { start, end, flags, mapQuality: mq, name, cigar: NUMERIC_CIGAR, bases: seq, qualities };
}
