import type { PredictionCache } from '../../cache/index.ts';
import {
  MegabaseError,
  type ExportedFile,
  type ExportFileRequest,
  type Prediction,
} from '../../contract/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { exportPredictions } from '../export/index.ts';
import type { OpenProject } from './open-project.ts';

/** Writes tracks of a run that the cache holds, for its own region or for parts of it. */
export async function exportRun(
  request: ExportFileRequest,
  project: OpenProject,
  cache: PredictionCache,
): Promise<ExportedFile[]> {
  const { contigs } = project.genome!.fasta;
  const made = project.document.runs.find(({ key }) => key === request.run);
  const run = cache.findRun(request.run);
  if (made === undefined || run === undefined) {
    throw new MegabaseError('run-unknown', 'This run is not kept any more; predict it again.');
  }
  const regions = request.regions?.map((text) => parseRegion(text, contigs)) ?? [made.region];
  const { interval } = made;
  // The content may have been computed at another place: the cache speaks of that place.
  const shift = interval.start - run.interval.start;
  const predictions = regions.map((region): Prediction => {
    if (
      region.contig !== interval.contig ||
      region.start < interval.start ||
      region.end > interval.end
    ) {
      throw new MegabaseError(
        'region-outside',
        `The run read ${interval.contig} from base ${interval.start + 1} to ${interval.end}; ` +
          `${region.contig} ${region.start + 1} to ${region.end} is not inside.`,
      );
    }
    const tracks = request.tracks.map((id) => {
      const track = cache.readTrack(run.key, id, region.start - shift, region.end - shift);
      return { ...track, start: track.start + shift };
    });
    return { run: { ...run, interval }, region, tracks, fromCache: true };
  });
  const { path, format, threshold } = request;
  return exportPredictions({ predictions, contigs, path, format, threshold });
}
