import { defined, type Prediction, type TrackValues } from '../../contract/index.ts';
import { type ExportJob, askedPart, textFormat, type TextPieces } from '../track-values/index.ts';
import { float32Text, byRun, partKey, partText } from '../output/index.ts';

/** Raised when a reader of the old layout would misread the new one. */
const formatVersion = 1;

/** Values put together at a time. */
const valuesPerPiece = 1024;

/**
 * One JSON object. A track's value `i` covers bases `start + i*bin` to `start + (i+1)*bin` (and
 * ends with the contig); a bin without a value is `null`, which JSON has in place of NaN.
 */
export const json = textFormat(['.json'], jsonPieces);

function* jsonPieces(job: ExportJob): TextPieces {
  const { model } = defined(job.predictions[0]).run;
  const runs = byRun(job.predictions).map(({ run }) => ({
    key: run.key,
    interval: run.interval,
    engineVersion: run.engineVersion,
    provider: run.provider,
    settings: run.settings,
    createdAt: run.createdAt,
  }));
  const coordinates = '0-based half-open, in bp';
  // A line for the region, and one for each track.
  const part = askedPart(
    job,
    job.predictions.map(({ tracks }) => 1 + tracks.length),
  );
  const shard = part && { [partKey]: partText(part) };
  const head = { formatVersion, program: 'megabase', ...shard, coordinates, model, runs };
  yield `${JSON.stringify(head).slice(0, -1)},"regions":[`;
  let records = 0;
  for (const [index, prediction] of job.predictions.entries()) {
    if (index > 0) yield ',';
    yield* regionPieces(prediction);
    for (const { values } of prediction.tracks) records += values.length;
  }
  yield '\n]}\n';
  return { records, leftOut: 0 };
}

function* regionPieces({ region, run, tracks }: Prediction): Generator<string> {
  const { contig, start, end } = region;
  const head = { contig, start, end, run: run.key, interval: run.interval };
  yield `\n${JSON.stringify(head).slice(0, -1)},"tracks":[`;
  for (const [index, track] of tracks.entries()) {
    if (index > 0) yield ',';
    yield* trackPieces(track);
  }
  yield ']}';
}

function* trackPieces({ info, start, values }: TrackValues): Generator<string> {
  const { id, label, unit, role, color, bin } = info;
  const head = JSON.stringify({ id, label, unit, role, color, bin, start });
  yield `\n${head.slice(0, -1)},"values":[`;
  for (let first = 0; first < values.length; first += valuesPerPiece) {
    const piece = Array.from(values.subarray(first, first + valuesPerPiece), numberText);
    yield (first > 0 ? ',' : '') + piece.join(',');
  }
  yield ']}';
}

function numberText(value: number): string {
  return Number.isFinite(value) ? float32Text(value) : 'null';
}
