import { formatRegion, MegabaseError, type Prediction, defined } from '../../contract/index.ts';
import { chooseThreshold } from './choose-threshold.ts';
import {
  type ExportFormat,
  type ExportJob,
  type ExportRequest,
  ContigOrder,
} from '../../formats/track-values/index.ts';
import { chooseFormat, formats } from './formats.ts';

/**
 * Checks everything about a request before the first byte is written.
 *
 * Errors: `output-format`, `contig-unknown`, `region-outside`, `usage` (a threshold is missing or
 * is no number); a plain `Error` where the caller put predictions together that do not belong.
 */
export function checkRequest(request: ExportRequest): { format: ExportFormat; job: ExportJob } {
  const { predictions, path, part, replaces, signal } = request;
  assertOneModel(predictions);
  const { format, compressed } = chooseFormat(path, request.format);
  const genome = new ContigOrder(request.contigs);
  for (const prediction of predictions) checkRegion(prediction, genome);
  const threshold = formats[format].needsThreshold
    ? chooseThreshold(
        defined(predictions[0]).tracks.map(({ info }) => info),
        request.threshold,
      )
    : undefined;
  return {
    format,
    job: { predictions, genome, path, compressed, threshold, part, replaces, signal },
  };
}

function assertOneModel(predictions: readonly Prediction[]): void {
  const first = predictions[0];
  if (first === undefined) throw new Error('There is no prediction to export.');
  for (const { run, tracks } of predictions) {
    const sameTracks =
      tracks.length === first.tracks.length &&
      tracks.every(({ info }, index) => {
        const { id, bin } = defined(first.tracks[index]).info;
        return info.id === id && info.bin === bin;
      });
    if (run.model.hash !== first.run.model.hash || !sameTracks) {
      throw new Error('All predictions of an export must have one model and the same tracks.');
    }
    for (const { info, start } of tracks) {
      if (start % info.bin === 0) continue;
      throw new Error(`Track ${info.id} starts at ${start}, not at a multiple of ${info.bin}.`);
    }
  }
}

function checkRegion({ region }: Prediction, genome: ContigOrder): void {
  const length = genome.lengthOf(region.contig);
  if (length === undefined) {
    const text = `The genome has no contig ${region.contig}; its ${genome.contigs.length} contigs`;
    throw new MegabaseError('contig-unknown', `${text} do not include it.`);
  }
  if (region.end <= length) return;
  const text = `${formatRegion(region)} is not inside ${region.contig}, which has`;
  throw new MegabaseError('region-outside', `${text} ${length.toLocaleString('en-US')} bp.`);
}
