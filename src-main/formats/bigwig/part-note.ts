import { defined, type Region } from '../../contract/index.ts';
import { openFile, PlainSource } from '../bytes/index.ts';
import { noPart, partText, readPartNote, type PartNote } from '../output/index.ts';
import type { ExportJob, TrackBins } from '../track-values/index.ts';
import { noteTag } from './write/index.ts';

/** What a bigWig file that holds a part of a run says of itself. */
export interface BigWigPart extends PartNote {
  /** The track in it, and all tracks of the run: each has a file of its own. */
  readonly track: string;
  readonly tracks: readonly string[];
  /** Bases of a bin. */
  readonly bin: number;
  /** Bins of the part, those without a value too: zoom levels are chosen by them. */
  readonly bins: number;
  /** Where bins are, in the file's order. */
  readonly regions: readonly Region[];
}

/** The note of a part's track; undefined of a whole run. */
export function bigWigPart(job: ExportJob, index: number, bins: TrackBins): string | undefined {
  const { part, predictions } = job;
  if (part === undefined) return undefined;
  const { tracks } = defined(predictions[0]);
  const { id: track, bin } = defined(tracks[index]).info;
  const { shard, whole } = part;
  const note: BigWigPart = {
    ...{ shard, whole, track, bin, bins: bins.count, total: part.total },
    tracks: tracks.map(({ info }) => info.id),
    sections: [part.places.map(({ asked }) => [asked, 0] as const)],
    regions: bins.regions(),
  };
  return partText(note);
}

/** Errors: `parts-differ` for a file that has no such note; those of opening it. */
export async function readBigWigPart(path: string): Promise<BigWigPart> {
  const handle = await openFile(path);
  try {
    const source = new PlainSource(path, handle);
    const { size } = await handle.stat();
    const end = noteTag.length + 8;
    const tail = Buffer.from(await source.read(Math.max(0, size - end), Math.min(size, end)));
    const length = tail.length < end ? 0 : tail.readUInt32LE(0);
    if (tail.toString('latin1', 4, end - 4) !== noteTag || length > size - end) throw noPart(path);
    const text = Buffer.from(await source.read(size - end - length, length)).toString();
    return readPartNote(text, path) as BigWigPart;
  } finally {
    await handle.close();
  }
}
