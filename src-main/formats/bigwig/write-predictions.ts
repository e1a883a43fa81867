import { defined } from '../../contract/index.ts';
import { basename, dirname, extname, join } from 'node:path';
import { bigWigPart } from './part-note.ts';
import { writeBigWig, byName } from './write/index.ts';
import {
  type ExportJob,
  type FormatWriter,
  type StagedOutput,
  ContigOrder,
  TrackBins,
} from '../track-values/index.ts';
import { throwIfCancelled, StagedFile } from '../output/index.ts';

const endings = ['.bw', '.bigwig'];

/**
 * bigWig: one track a file. One track is written to the path itself, several to `NAME.ID.bw` beside
 * it. The format has no place for a comment, so where the values come from is not told inside.
 */
export const bigWig: FormatWriter = { endings, text: false, needsThreshold: false, paths, write };

/** The files of some tracks: the path itself, or one a track beside it. */
export function paths(path: string, tracks: readonly string[]): string[] {
  return tracks.length === 1 ? [path] : tracks.map((id) => trackPath(path, id));
}

async function write(job: ExportJob): Promise<StagedOutput[]> {
  const { tracks } = defined(job.predictions[0]);
  const files = paths(
    job.path,
    tracks.map(({ info }) => info.id),
  );
  const outputs: StagedOutput[] = [];
  try {
    for (const index of tracks.keys()) {
      outputs.push(await stageTrack(job, defined(files[index]), index));
    }
    return outputs;
  } catch (error) {
    for (const { file } of outputs) await file.discard();
    throw error;
  }
}

async function stageTrack(job: ExportJob, path: string, index: number): Promise<StagedOutput> {
  throwIfCancelled(job.signal, path);
  const file = await StagedFile.open(path, { replaces: job.replaces, anyOrder: true });
  try {
    const { id, bin } = defined(defined(job.predictions[0]).tracks[index]).info;
    const genome = new ContigOrder(byName(job.genome.contigs));
    const bins = new TrackBins(job.predictions, genome, index);
    const note = bigWigPart(job, index, bins);
    const records = await writeBigWig({ file, genome, bins, bin, note, signal: job.signal });
    return { file, track: id, records, leftOut: bins.leftOut };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** `out/run.bw` and `promoter` make `out/run.promoter.bw`; an id cannot lead out of the folder. */
function trackPath(path: string, id: string): string {
  const ending = extname(path);
  const known = endings.includes(ending.toLowerCase());
  const name = basename(path, known ? ending : '');
  return join(dirname(path), `${name}.${encodeURIComponent(id)}${known ? ending : '.bw'}`);
}
