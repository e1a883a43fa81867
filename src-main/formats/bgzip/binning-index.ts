import { defined } from '../../contract/index.ts';
import type { IndexBytes } from './index-bytes.ts';
import type { VirtualRange } from './virtual-range.ts';

/** Bytes of the file from `from` up to `to`: virtual offsets, block address << 16 | byte of its text. */
export interface Chunk {
  readonly from: bigint;
  readonly to: bigint;
}

/** A bin: the records that lie in one interval of a contig and in none of the eight within it. */
export interface Bin {
  readonly number: number;
  readonly chunks: readonly Chunk[];
  /** Of CSI: no record that overlaps the bin begins before this virtual offset. */
  readonly firstOffset: bigint | undefined;
}

/** What an index says of one contig. */
export interface ContigBins {
  readonly bins: ReadonlyMap<number, Bin>;
  /** Of BAI and TBI: where the first record that overlaps each 16,384 bases begins; 0 unknown. */
  readonly linear: BigUint64Array;
}

/** Bins of BAI and TBI, or as CSI says: leaves of `1 << minShift` bases, eight to a parent. */
export interface Binning {
  readonly minShift: number;
  readonly depth: number;
}

export interface BinningIndex extends Binning {
  readonly contigs: readonly ContigBins[];
}

/** The file that an index is about, for what can be told of it by its size alone. */
export interface IndexSubject {
  /** Bytes of the file. */
  readonly fileSize: number;
}

/** BAI and TBI (SAM specification, 5.1.1): leaves of 16,384 bases, five levels above. */
export const fixedBinning: Binning = { minShift: 14, depth: 5 };

/**
 * Reads what BAI, TBI and CSI share, from their count of contigs to the end; TBI has the count
 * elsewhere (`contigCount`). Nothing is taken on trust:
 * every count must fit the bytes that are left, every offset the file, every bin the scheme, chunks
 * and bins must lie in the order that a sorted file has. Throws `subject.code`.
 */
export function parseBins(
  bytes: IndexBytes,
  binning: Binning,
  kind: 'linear' | 'csi',
  subject: IndexSubject,
  contigCount?: number,
): BinningIndex {
  const least = kind === 'csi' ? 4 : 8;
  const count = contigCount ?? bytes.count('contigs', least);
  if (count < 0 || count * least > bytes.left) {
    throw bytes.error(`says ${count} contigs, with ${bytes.left} bytes left`);
  }
  const contigs: ContigBins[] = [];
  for (let contig = 0; contig < count; contig++) {
    contigs.push(parseContig(bytes, binning, kind, subject, contig));
  }
  // The number of reads that have no place may follow.
  if (bytes.left === 8) bytes.uint64();
  if (bytes.left !== 0) throw bytes.error(`has ${bytes.left} bytes after its last contig`);
  return { ...binning, contigs };
}

function parseContig(
  bytes: IndexBytes,
  binning: Binning,
  kind: 'linear' | 'csi',
  subject: IndexSubject,
  contig: number,
): ContigBins {
  const bins = new Map<number, Bin>();
  const last = binCount(binning);
  const count = bytes.count('bins', kind === 'csi' ? 16 : 8);
  for (let i = 0; i < count; i++) {
    const number = bytes.uint32();
    const firstOffset = kind === 'csi' ? bytes.uint64() : undefined;
    const chunkCount = bytes.count('chunks', 16);
    // The bin after the last tells of all reads: two offsets, and two numbers that are none.
    const isSummary = number === last + 1 && chunkCount === 2;
    if ((number >= last && !isSummary) || bins.has(number)) {
      const what = bins.has(number) ? 'twice' : `though bins end at ${last - 1}`;
      throw bytes.error(`has bin ${number} of contig ${contig} ${what}`);
    }
    const chunks: Chunk[] = [];
    for (let j = 0; j < chunkCount; j++) {
      const chunk = { from: bytes.uint64(), to: bytes.uint64() };
      if (!isSummary || j === 0) {
        checkChunk(bytes, chunk, chunks.at(-1), subject, `bin ${number} of contig ${contig}`);
      }
      chunks.push(chunk);
    }
    if (firstOffset !== undefined && firstOffset >> 16n > BigInt(subject.fileSize)) {
      throw bytes.error(`has bin ${number} begin after the end of the file`);
    }
    if (!isSummary) bins.set(number, { number, chunks, firstOffset });
  }
  checkOrder(bytes, bins, binning, contig);
  const linear = kind === 'csi' ? new BigUint64Array(0) : parseLinear(bytes, subject, contig);
  return { bins, linear };
}

function checkChunk(
  bytes: IndexBytes,
  { from, to }: Chunk,
  before: Chunk | undefined,
  { fileSize }: IndexSubject,
  where: string,
): void {
  if (from > to || (before !== undefined && from < before.to)) {
    throw bytes.error(`has chunks of ${where} out of order: one from ${from} to ${to}`);
  }
  if (to >> 16n > BigInt(fileSize)) {
    throw bytes.error(`leads ${where} to byte ${to >> 16n} of a file of ${fileSize} bytes`);
  }
}

/** In a sorted file a record of an earlier bin never comes after one of a later bin. */
function checkOrder(
  bytes: IndexBytes,
  bins: ReadonlyMap<number, Bin>,
  binning: Binning,
  contig: number,
): void {
  let furthest = -1;
  for (const { number } of sortedChunks(bins)) {
    const { start, end } = binInterval(number, binning);
    if (furthest >= end) {
      throw bytes.error(`has bin ${number} of contig ${contig} after bins that follow it`);
    }
    furthest = Math.max(furthest, start);
  }
}

function parseLinear(
  bytes: IndexBytes,
  { fileSize }: IndexSubject,
  contig: number,
): BigUint64Array {
  const linear = new BigUint64Array(bytes.count('intervals', 8));
  let highest = 0n;
  for (let i = 0; i < linear.length; i++) {
    const offset = bytes.uint64();
    linear[i] = offset;
    if (offset === 0n) continue;
    if (offset < highest || offset >> 16n > BigInt(fileSize)) {
      throw bytes.error(`has interval ${i} of contig ${contig} begin at ${offset}, out of order`);
    }
    highest = offset;
  }
  return linear;
}

/** Chunks with the bin of each, in the order of the file. */
export function sortedChunks(bins: ReadonlyMap<number, Bin>): (Chunk & { number: number })[] {
  return [...bins.values()]
    .flatMap(({ number, chunks }) => chunks.map((chunk) => ({ ...chunk, number })))
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1));
}

/** Bins of all levels together. */
function binCount({ depth }: Binning): number {
  return (8 ** (depth + 1) - 1) / 7;
}

/** The bases of a bin, 0-based half-open. */
export function binInterval(
  number: number,
  { minShift, depth }: Binning,
): { start: number; end: number } {
  let level = 0;
  while (number >= (8 ** (level + 1) - 1) / 7) level++;
  const length = 2 ** (minShift + 3 * (depth - level));
  const start = (number - (8 ** level - 1) / 7) * length;
  return { start, end: start + length };
}

/** Where records that overlap `[start, end)` can lie, in the order of the file, parts that touch merged. */
export function rangesOf(
  { bins, linear }: ContigBins,
  binning: Binning,
  start: number,
  end: number,
): VirtualRange[] {
  const least = leastOffset({ bins, linear }, binning, start);
  const chunks = sortedChunks(bins).filter(({ number, to }) => {
    const interval = binInterval(number, binning);
    return interval.start < end && interval.end > start && to > least;
  });
  const merged: { from: bigint; to: bigint }[] = [];
  for (const { from, to } of chunks) {
    const last = merged.at(-1);
    if (last !== undefined && from >> 16n <= last.to >> 16n) {
      if (to > last.to) last.to = to;
    } else merged.push({ from, to });
  }
  return merged.map(({ from, to }) => ({ minv: virtualOffset(from), maxv: virtualOffset(to) }));
}

/** No record that overlaps what follows `start` begins before this virtual offset. */
export function leastOffset(
  { bins, linear }: ContigBins,
  { minShift, depth }: Binning,
  start: number,
): bigint {
  if (linear.length > 0) return defined(linear[Math.min(start >> minShift, linear.length - 1)]);
  for (let level = depth; level >= 0; level--) {
    const leaf = Math.floor(start / 2 ** (minShift + 3 * (depth - level)));
    const bin = bins.get((8 ** level - 1) / 7 + leaf);
    if (bin?.firstOffset !== undefined) return bin.firstOffset;
  }
  return 0n;
}

export function virtualOffset(offset: bigint): { blockPosition: number; dataPosition: number } {
  return { blockPosition: Number(offset >> 16n), dataPosition: Number(offset & 0xffffn) };
}
