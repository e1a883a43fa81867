import { bgzfBlock, bgzfBlockSize, bgzfEnd, blockSize, unpackBlock } from '../bgzip/index.ts';
import { openFile, PlainSource } from '../bytes/index.ts';
import { StagedFile, writeStaged, type Replaceable } from '../output/index.ts';
import { vcfLine } from '../vcf/index.ts';
import { IndexBuilder, type RecordSpan } from './index-builder.ts';

/** A format that tabix knows: how its index says so, and where a line's record lies. */
interface Preset {
  readonly format: number;
  readonly columns: readonly [contig: number, start: number, end: number];
  readonly spanOf: (line: string) => RecordSpan;
}

/** Columns are 0-based half-open. */
const zeroBased = 0x10000;

const presets = {
  vcf: {
    format: 2,
    columns: [1, 2, 0],
    spanOf(line) {
      const record = vcfLine(line, undefined, undefined);
      return record.broken
        ? { contig: '', start: 0, end: 0 }
        : { contig: record.contig, start: record.pos, end: record.end };
    },
  },
  bed: { format: zeroBased, columns: [1, 2, 3], spanOf: (line) => columnSpan(line, 1, 2, 0) },
  gff3: { format: 0, columns: [1, 4, 5], spanOf: (line) => columnSpan(line, 3, 4, 1) },
} as const satisfies Record<string, Preset>;

export type IndexedFormat = keyof typeof presets;

/** Most bytes of a packed block. */
const maxBlock = 1 << 16;

/** The index that stands beside a bgzip file. */
export function tabixPath(path: string): string {
  return `${path}.tbi`;
}

/**
 * Writes the tabix index of a bgzip file beside it; false where it has none, since its records are not
 * sorted or lie beyond 512 Mbp. Memory holds a block, and an entry for each 16,384 bases. Errors: those of
 * reading and of `StagedFile`.
 */
export async function writeTabixIndex(
  path: string,
  format: IndexedFormat,
  {
    replaces,
    signal,
  }: { readonly replaces?: Replaceable | undefined; readonly signal?: AbortSignal },
): Promise<boolean> {
  const { spanOf, ...preset }: Preset = presets[format];
  const builder = new IndexBuilder();
  for await (const { text, from, to } of linesWithOffsets(path, signal)) {
    if (text === '' || text.startsWith('#') || text.startsWith('track ')) continue;
    if (!builder.add(spanOf(text), { from, to })) return false;
  }
  const bytes = builder.bytes(preset);
  const file = await StagedFile.open(tabixPath(path), { replaces });
  await writeStaged(file, async () => {
    for (let start = 0; start < bytes.length; start += bgzfBlockSize) {
      await file.append(await bgzfBlock(bytes.subarray(start, start + bgzfBlockSize)));
    }
    await file.append(bgzfEnd);
  });
  return true;
}

interface PlacedLine {
  readonly text: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** The lines of a bgzip file with the virtual offsets of their first byte and of the one after their last. */
async function* linesWithOffsets(path: string, signal?: AbortSignal): AsyncGenerator<PlacedLine> {
  const handle = await openFile(path);
  try {
    const source = new PlainSource(path, handle);
    let pieces: Uint8Array[] = [];
    let from = 0n;
    for (let at = 0; ;) {
      const packed = await source.read(at, maxBlock, signal);
      const size = blockSize(packed);
      if (size === undefined) return;
      const text = await unpackBlock(path, at, packed.subarray(0, size), size);
      const offset = (byte: number) =>
        byte < text.length ? (BigInt(at) << 16n) | BigInt(byte) : BigInt(at + size) << 16n;
      for (let start = 0; start < text.length;) {
        const end = text.indexOf(0x0a, start);
        if (pieces.length === 0) from = offset(start);
        pieces.push(text.subarray(start, end < 0 ? undefined : end));
        if (end < 0) break;
        yield { text: Buffer.concat(pieces).toString('utf8'), from, to: offset(end + 1) };
        pieces = [];
        start = end + 1;
      }
      at += size;
    }
  } finally {
    await handle.close();
  }
}

function columnSpan(line: string, start: number, end: number, base: number): RecordSpan {
  const columns = line.split('\t', end + 1);
  return {
    contig: columns[0] ?? '',
    start: Number(columns[start]) - base,
    end: Number(columns[end]),
  };
}
