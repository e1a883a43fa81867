import {
  contigNamed,
  formatRegion,
  type Contig,
  type Region,
  defined,
} from '../../contract/index.ts';
import type { Alignment } from '../../formats/alignment/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import {
  BasesWindow,
  findCandidates,
  PileupTile,
  type Candidate,
  type CandidateOptions,
} from '../../sequence/index.ts';
import { matchGenomes } from './check-genome.ts';

/** Positions counted at a time. */
const tileLength = 1 << 15;

/**
 * Positions counted beyond a tile: an indel that reads have there may, moved to the left, belong to
 * the tile. Longer repeats than this are parted.
 */
const margin = 1000;

/**
 * Candidates for variants in regions of the genome, in order. Memory holds one tile of 32 kbp and the
 * reads that wait for their mates, whatever the depth. `onNote` is told where reads were left out for
 * depth. Throws `alignment-genome` where the reads are of another genome, and what `Alignment.reads`
 * throws.
 */
export async function* candidatesIn(
  regions: readonly Region[],
  {
    genome,
    alignment,
    options,
    onNote,
    signal,
  }: {
    readonly genome: Genome;
    readonly alignment: Alignment;
    readonly options: CandidateOptions;
    readonly onNote?: (note: string) => void;
    readonly signal?: AbortSignal | undefined;
  },
): AsyncGenerator<Candidate> {
  const wanted = new Set(regions.map(({ contig }) => contig));
  const { path, header } = alignment;
  const names = matchGenomes(path, header.contigs, genome.contigs, wanted);
  const window = new BasesWindow(genome);
  for (const region of regions) {
    const contig = defined(contigNamed(genome.contigs, region.contig));
    const aligned = names.get(contig.name);
    if (aligned === undefined) {
      onNote?.(`${path} has no contig ${contig.name}: nothing is found there.`);
      continue;
    }
    for (let from = region.start; from < region.end; from += tileLength) {
      const to = Math.min(from + tileLength, region.end);
      const tile = await countReads(alignment, aligned, tileOf(from, to, contig), options, signal);
      if (tile.leftOut > 0) {
        const place = formatRegion({ contig: contig.name, start: from, end: to });
        onNote?.(
          `${place} is deeper than ${options.maxDepth} reads; ${tile.leftOut} reads were skipped.`,
        );
      }
      const readBases = (start: number, end: number) => window.read(contig, start, end);
      yield* await findCandidates(tile, contig, { from, to }, readBases, options);
    }
  }
}

function tileOf(from: number, to: number, contig: Contig): { start: number; end: number } {
  // The base in front is where the depth of an indel is counted.
  return { start: Math.max(0, from - 1), end: Math.min(contig.length, to + margin) };
}

async function countReads(
  alignment: Alignment,
  contig: string,
  { start, end }: { readonly start: number; readonly end: number },
  options: CandidateOptions,
  signal: AbortSignal | undefined,
): Promise<PileupTile> {
  const tile = new PileupTile(start, end, options);
  const { skipFlags } = options;
  for await (const batch of alignment.reads({ contig, start, end }, { skipFlags, signal })) {
    for (const read of batch) tile.add(read);
  }
  tile.finish();
  return tile;
}
