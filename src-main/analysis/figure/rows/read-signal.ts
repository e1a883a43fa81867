import type { DataTrack } from '../../../contract/index.ts';
import type { SignalColumns } from '../../../drawing/index.ts';
import { BigWigFile } from '../../../formats/open-bigwig/index.ts';
import { readBedGraph } from '../../../formats/bedgraph/index.ts';
import { sameContig } from './same-contig.ts';
import type { RowContext } from './row-context.ts';

/** Values of a file in what is seen. */
export interface Signal extends SignalColumns {
  /** Where a file has several. */
  readonly name: string | undefined;
}

/** What a bigWig or bedGraph file has where the figure looks; one of nothing where it has none. */
export function readSignals(track: DataTrack, context: RowContext): Promise<Signal[]> {
  return track.format === 'bedgraph' ? fromBedGraph(track, context) : fromBigWig(track, context);
}

async function fromBigWig(track: DataTrack, context: RowContext): Promise<Signal[]> {
  const { region, genome, signal } = context;
  const file = await BigWigFile.open(track.path, signal);
  try {
    const isSeen = sameContig(region.contig, genome.contigs);
    const contig = file.contigs.find(({ name }) => isSeen(name))?.name;
    if (contig === undefined) {
      context.onNote(`${track.name} has nothing on ${region.contig}.`);
      return [{ name: undefined, starts: [], ends: [], values: [] }];
    }
    const { starts, ends, scores } = await file.values({ ...region, contig }, signal);
    return [{ name: undefined, starts, ends, values: scores }];
  } finally {
    await file.close();
  }
}

async function fromBedGraph(track: DataTrack, context: RowContext): Promise<Signal[]> {
  const { region, genome, signal } = context;
  const isSeen = sameContig(region.contig, genome.contigs);
  const tracks = await readBedGraph(
    track.path,
    ({ contig, start, end }) => start < region.end && end > region.start && isSeen(contig),
    signal,
  );
  if (tracks.length === 0) return [{ name: undefined, starts: [], ends: [], values: [] }];
  return tracks.map((one) => ({ ...one, name: tracks.length > 1 ? one.name : undefined }));
}
