import { resolve } from 'node:path';
import type { PredictionCache } from '../../cache/index.ts';
import {
  formatRegion,
  MegabaseError,
  defined,
  type ExportedFile,
  type ExportFileRequest,
  type Prediction,
  type Region,
} from '../../contract/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { checkOutput, exportPredictions } from '../../analysis/export/index.ts';
import type { ModelLibrary } from '../../library/index.ts';
import { expectAgreed, filesOfProject, type OpenProject } from '../project/index.ts';
import type { SavedRun } from '../saved/index.ts';

/**
 * Writes tracks of a run that the cache holds, for its own region or for parts of it. Errors:
 * `cache-missing`, `region-outside`, and those of exporting.
 */
export async function exportRun(
  request: ExportFileRequest,
  project: OpenProject,
  cache: PredictionCache,
  {
    library,
    signal,
  }: { readonly library: ModelLibrary; readonly signal?: AbortSignal | undefined },
): Promise<ExportedFile[]> {
  const { contigs } = project.genome;
  const made = project.runs.get(request.run);
  if (request.tracks.length === 0) {
    throw new MegabaseError('track-unknown', 'No track was chosen; choose one at least.');
  }
  const regions = request.regions?.map((text) => parseRegion(text, contigs)) ?? [made.region];
  const predictions = regions.map((region) => cutRun(made, region, request.tracks, cache));
  const { format, threshold } = request;
  const path = resolve(request.path);
  const tracks = defined(predictions[0]).tracks.map(({ info }) => info);
  const inputs = filesOfProject(project, library);
  const standing = await checkOutput({ path, format, threshold, tracks, inputs });
  const replaces = expectAgreed(standing, request.replace);
  return exportPredictions({ predictions, contigs, path, format, threshold, replaces, signal });
}

/** Tracks of a region of the run, at the run's own coordinates. */
function cutRun(
  { key, interval }: SavedRun,
  region: Region,
  trackIds: readonly string[],
  cache: PredictionCache,
): Prediction {
  const run = cache.findRun(key);
  if (run === undefined) {
    throw new MegabaseError('cache-missing', 'This run is not kept any more; predict it again.');
  }
  expectInRun(region, interval);
  const shift = interval.start - run.interval.start;
  const tracks = trackIds.map((id) => {
    const track = cache.readTrack(key, id, region.start - shift, region.end - shift);
    return { ...track, start: track.start + shift };
  });
  return { run: { ...run, interval }, region, tracks, fromCache: true };
}

/** Error: `region-outside` for a region that a run has not read in full. */
export function expectInRun(region: Region, interval: Region): void {
  const isInside =
    region.contig === interval.contig &&
    region.start >= interval.start &&
    region.end <= interval.end;
  if (isInside) return;
  throw new MegabaseError(
    'region-outside',
    `${formatRegion(region)} is not inside ${formatRegion(interval)}, which the run has read.`,
  );
}
