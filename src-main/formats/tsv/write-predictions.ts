import { defined, type Prediction, type TrackValues } from '../../contract/index.ts';
import {
  type ExportJob,
  askedPart,
  binsOnContig,
  textFormat,
  type TextPieces,
} from '../track-values/index.ts';
import { float32Text, commentLines, oneLine, partNotes, provenance } from '../output/index.ts';

/** Rows put together at a time. */
const rowsPerPiece = 1024;

/**
 * A tidy table: one row per value, by prediction in the order asked for, then track, then start.
 * Bins without a value stay, as `NaN`, so that every track of a region has as many rows as bins.
 */
export const tsv = textFormat(['.tsv', '.txt'], tsvPieces);

function* tsvPieces(job: ExportJob): TextPieces {
  const binsOf = ({ region, tracks }: Prediction) => {
    const length = defined(job.genome.lengthOf(region.contig));
    return tracks.reduce((sum, track) => sum + binsOnContig(track, length), 0);
  };
  yield commentLines([
    ...provenance(job.predictions),
    ...partNotes(askedPart(job, job.predictions.map(binsOf))),
    { key: 'columns', text: 'start and end are 0-based half-open, in bp' },
  ]);
  yield 'chrom\tstart\tend\ttrack\tvalue\n';
  let records = 0;
  for (const prediction of job.predictions) {
    const length = defined(job.genome.lengthOf(prediction.region.contig));
    for (const track of prediction.tracks) {
      const bins = binsOnContig(track, length);
      records += bins;
      for (let bin = 0; bin < bins; bin += rowsPerPiece) {
        yield rows(prediction, track, { bin, stop: Math.min(bins, bin + rowsPerPiece), length });
      }
    }
  }
  return { records, leftOut: 0 };
}

function rows(
  { region }: Prediction,
  { info, start, values }: TrackValues,
  { bin, stop, length }: { bin: number; stop: number; length: number },
): string {
  const id = oneLine(info.id);
  let text = '';
  for (let index = bin; index < stop; index++) {
    const first = start + index * info.bin;
    const end = Math.min(length, first + info.bin);
    text += `${region.contig}\t${first}\t${end}\t${id}\t${float32Text(values[index]!)}\n`;
  }
  return text;
}
