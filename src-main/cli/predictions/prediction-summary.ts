import {
  contextText,
  formatBytes,
  formatRegion,
  type Prediction,
  counted,
} from '../../contract/index.ts';
import { outputName } from '../outputs.ts';
import { formatSeconds } from '../console/index.ts';

/** A file that a prediction was written to. */
export interface OutputFile {
  readonly path: string;
  readonly format: string;
  /** Id of the only track in it, where a format holds one track a file. */
  readonly track?: string | undefined;
  readonly records: number;
  readonly bytes: number;
  readonly leftOut?: number;
}

/** The summary for machines. Coordinates are 0-based half-open, in bp. */
export function jsonSummary(
  predictions: readonly Prediction[],
  files: readonly OutputFile[],
  notes: readonly string[],
) {
  const summaries = predictions.map(({ run, region, tracks, fromCache }) => {
    return { region, ...run, tracks: tracks.map(({ info }) => info.id), fromCache };
  });
  return { predictions: summaries, files, notes };
}

export function predictionLine({ run, region, fromCache }: Prediction): string {
  const bases = run.interval.end - run.interval.start;
  const speed = `${Math.round(bases / run.seconds).toLocaleString('en-US')} bp/s`;
  const how = fromCache
    ? `from the cache, computed ${run.createdAt.slice(0, 10)}`
    : `${formatSeconds(run.seconds)}, ${speed}, peak memory ${formatBytes(run.peakBytes)}`;
  return (
    `${formatRegion(region)} (${contextText(run.model, run.interval)}) · ${run.model.name} ` +
    `${run.model.version} on ${run.provider} · ${how}`
  );
}

/** What one record of a format is; the others hold values. */
const recordNames: Readonly<Record<string, string>> = {
  bed: 'region',
  gff3: 'region',
  safetensors: 'base',
};

export function fileLine({ path, format, track, records, bytes, leftOut }: OutputFile): string {
  const parts = [
    format,
    ...(track ? [track] : []),
    counted(records, recordNames[format] ?? 'value'),
    formatBytes(bytes),
    ...(leftOut ? [`${counted(leftOut, 'bin')} of overlapping regions skipped`] : []),
  ];
  return `wrote ${outputName(path)} (${parts.join(', ')})`;
}

/** Why a prediction holds nothing, where it does: a contig's end rarely is the end of a bin. */
export function missingBins({ region, tracks }: Prediction): string[] {
  const [empty] = tracks.filter(({ values }) => values.length === 0);
  if (!empty) return [];
  const { bin } = empty.info;
  return [
    `${formatRegion(region)} has no value: no whole bin of ${bin} bp lies there before the contig's end`,
  ];
}
