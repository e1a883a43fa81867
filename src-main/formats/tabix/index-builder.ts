import { fixedBinning, type Chunk } from '../bgzip/index.ts';

/** Where a record lies on a contig, 0-based half-open. */
export interface RecordSpan {
  readonly contig: string;
  readonly start: number;
  readonly end: number;
}

/** What is gathered of one contig. */
interface ContigEntry {
  readonly name: string;
  readonly bins: Map<number, { from: bigint; to: bigint }[]>;
  /** By 16,384 bases: where the first record that overlaps them begins. */
  readonly linear: bigint[];
  readonly from: bigint;
  to: bigint;
  records: number;
}

/** Number of the bin that holds what htslib counts records in (its `META_BIN`). */
const countBin = 37_450;

/** Longest contig of this index, bp: beyond, bins have no numbers. */
const maxEnd = 2 ** 29;

const { minShift, depth } = fixedBinning;

/**
 * Gathers a tabix index (SAM specification, 5.1, and tabix's own) from records in the order of their file,
 * each with the virtual offsets between which it stands.
 */
export class IndexBuilder {
  readonly #contigs: ContigEntry[] = [];
  readonly #seen = new Set<string>();
  #last = 0;

  /** False where the file has no such index: it is not sorted, or a contig is too long. */
  add({ contig, start, end }: RecordSpan, { from, to }: Chunk): boolean {
    let entry = this.#contigs.at(-1);
    if (entry?.name !== contig) {
      if (this.#seen.has(contig)) return false;
      this.#seen.add(contig);
      entry = { name: contig, bins: new Map(), linear: [], from, to, records: 0 };
      this.#contigs.push(entry);
      this.#last = 0;
    }
    const first = Math.max(0, start);
    const stop = Math.max(end, first + 1);
    if (first < this.#last || stop > maxEnd) return false;
    this.#last = first;
    entry.to = to;
    entry.records++;
    const number = binOf(first, stop);
    const chunks = entry.bins.get(number) ?? [];
    entry.bins.set(number, chunks);
    const before = chunks.at(-1);
    // Records of one block are read together in any case.
    if (before && from >> 16n === before.to >> 16n) before.to = to;
    else chunks.push({ from, to });
    for (let window = first >> minShift; window <= (stop - 1) >> minShift; window++) {
      entry.linear[window] ??= from;
    }
    return true;
  }

  /** The index, not yet compressed. Columns are counted from 1; `format` as tabix has it. */
  bytes(preset: {
    readonly format: number;
    readonly columns: readonly [contig: number, start: number, end: number];
  }): Buffer {
    const names = Buffer.from(this.#contigs.map(({ name }) => `${name}\0`).join(''));
    const head = Buffer.alloc(36);
    head.write('TBI\u0001', 'latin1');
    const meta = '#'.charCodeAt(0);
    const numbers = [this.#contigs.length, preset.format, ...preset.columns, meta, 0, names.length];
    numbers.forEach((value, i) => head.writeInt32LE(value, 4 + 4 * i));
    // No record lacks a place.
    return Buffer.concat([head, names, ...this.#contigs.map(contigBytes), uint64(0n)]);
  }
}

function contigBytes({ bins, linear, from, to, records }: ContigEntry): Buffer {
  const out: Buffer[] = [int32(bins.size + 1)];
  const bin = (number: number, chunks: readonly Chunk[]) => {
    out.push(uint32(number), int32(chunks.length));
    for (const chunk of chunks) out.push(uint64(chunk.from), uint64(chunk.to));
  };
  for (const [number, chunks] of [...bins].sort(([a], [b]) => a - b)) bin(number, chunks);
  bin(countBin, [
    { from, to },
    { from: BigInt(records), to: 0n },
  ]);
  out.push(int32(linear.length));
  // What no record overlaps begins where the windows before it do, as htslib has it.
  let before = 0n;
  for (let window = 0; window < linear.length; window++) {
    before = linear[window] ?? before;
    out.push(uint64(before));
  }
  return Buffer.concat(out);
}

/** The smallest bin that holds a stretch (SAM specification, 5.3). */
function binOf(start: number, end: number): number {
  for (let level = depth; level > 0; level--) {
    const shift = minShift + 3 * (depth - level);
    if (start >> shift === (end - 1) >> shift) return (8 ** level - 1) / 7 + (start >> shift);
  }
  return 0;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
