import { defined, type Contig, type Region } from '../../contract/index.ts';
import { ContigOrder, type BinBlock } from '../track-values/index.ts';
import type { StagedFile } from '../output/index.ts';
import type { SignalStretches } from './bigwig-file.ts';
import type { BigWigPart } from './part-note.ts';
import { byName, writeBigWig, type BinSource } from './write/index.ts';

/** A part of a track, open. */
export interface OpenBigWigPart {
  readonly note: BigWigPart;
  readonly values: (region: Region) => Promise<SignalStretches>;
}

/** bp that are read of a part at a time. */
const pieceLength = 1 << 20;

/**
 * Writes the parts of a track as one run would have: the same values in the same blocks, with zoom levels
 * made anew, since a window of one may lie on two parts. Gives the number of values. Errors: those of
 * reading and of `writeBigWig`.
 */
export async function mergeBigWig(
  parts: readonly OpenBigWigPart[],
  contigs: readonly Contig[],
  file: StagedFile,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { bin } = defined(parts[0]).note;
  const genome = new ContigOrder(byName(contigs));
  return writeBigWig({ file, genome, bins: mergedBins(parts, genome), bin, signal });
}

/** The bins of all parts in the genome's order, in blocks as `TrackBins` gives them. */
function mergedBins(parts: readonly OpenBigWigPart[], genome: ContigOrder): BinSource {
  const placed = parts
    .flatMap((part) => part.note.regions.map((region) => ({ part, region })))
    .sort((a, b) => genome.compare(a.region, b.region));
  return {
    count: parts.reduce((sum, { note }) => sum + note.bins, 0),
    async *blocks(size) {
      for (const { part, region } of placed) yield* regionBlocks(part, region, size);
    },
  };
}

async function* regionBlocks(
  { note, values: read }: OpenBigWigPart,
  { contig, start, end }: Region,
  size: number,
): AsyncGenerator<BinBlock> {
  const { bin } = note;
  let starts = new Uint32Array(size);
  let values = new Float32Array(size);
  let filled = 0;
  const block = (): BinBlock => ({
    ...{ contig, span: bin },
    ...{ starts: starts.subarray(0, filled), values: values.subarray(0, filled) },
  });
  const step = Math.ceil(pieceLength / bin) * bin;
  for (let from = start; from < end; from += step) {
    const to = Math.min(end, from + step);
    const found = await read({ contig, start: from, end: to });
    for (let i = 0; i < found.starts.length; i++) {
      const first = defined(found.starts[i]);
      const [last, score] = [defined(found.ends[i]), defined(found.scores[i])];
      // Of other regions of the part, or cut off at a border.
      if (first < from || first >= to) continue;
      if (last - first !== bin) {
        // The bin that the contig's end cuts has a span of its own.
        if (filled > 0) yield block();
        [starts, values, filled] = [new Uint32Array(size), new Float32Array(size), 0];
        yield {
          ...{ contig, span: last - first },
          ...{ starts: Uint32Array.of(first), values: Float32Array.of(score) },
        };
        continue;
      }
      starts[filled] = first;
      values[filled++] = score;
      if (filled < size) continue;
      yield block();
      [starts, values, filled] = [new Uint32Array(size), new Float32Array(size), 0];
    }
  }
  if (filled > 0) yield block();
}
