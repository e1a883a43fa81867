import { defined, type Prediction } from '../../contract/index.ts';
import {
  askedPart,
  binsOnContig,
  type ExportJob,
  type FormatWriter,
  type StagedOutput,
} from '../track-values/index.ts';
import { partNotes, provenance } from '../output/index.ts';
import {
  appendRows,
  openTable,
  spanColumns,
  tableFormats,
  type Column,
  type TableRow,
  type TableFormat,
  type TableHead,
} from '../table/index.ts';

/**
 * A tidy table: one row per value, by prediction in the order asked for, then track, then start.
 * Bins without a value stay, as `NaN`, so that every track of a region has as many rows as bins.
 */
export function trackTable(format: TableFormat): FormatWriter {
  return {
    ...tableFormats[format],
    ...(format === 'tsv' && { endings: [...tableFormats.tsv.endings, '.txt'] }),
    needsThreshold: false,
    paths: (path) => [path],
    write: async (job) => [await stageTable(job, format)],
  };
}

async function stageTable(job: ExportJob, format: TableFormat): Promise<StagedOutput> {
  const { path, replaces, signal } = job;
  const file = await openTable(path, format, headOf(job), { replaces });
  try {
    return { file, records: await appendRows(file, rowsOf(job), signal), leftOut: 0 };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function headOf(job: ExportJob): TableHead {
  const binsOf = ({ region, tracks }: Prediction) => {
    const length = defined(job.genome.lengthOf(region.contig));
    return tracks.reduce((sum, track) => sum + binsOnContig(track, length), 0);
  };
  const notes = [
    ...provenance(job.predictions),
    ...partNotes(askedPart(job, job.predictions.map(binsOf))),
    { key: 'columns', text: 'start and end are 0-based half-open, in bp' },
  ];
  const tracks = defined(job.predictions[0]).tracks.map(({ info }) => info);
  const units = new Set(tracks.map(({ unit }) => unit));
  const [unit] = units.size === 1 ? units : [];
  const about = tracks.map(({ id, label, unit: own }) => `${id}: ${label}, ${own}`).join('; ');
  const columns: Column[] = [
    ...spanColumns,
    { name: 'track', kind: 'text', about },
    { name: 'value', kind: 'float32', unit },
  ];
  return { notes, columns, empty: '.' };
}

function* rowsOf({ genome, predictions }: ExportJob): Generator<TableRow> {
  for (const { region, tracks } of predictions) {
    const { contig } = region;
    const length = defined(genome.lengthOf(contig));
    for (const track of tracks) {
      const { info, start, values } = track;
      const bins = binsOnContig(track, length);
      for (let i = 0; i < bins; i++) {
        const first = start + i * info.bin;
        yield [contig, first, Math.min(length, first + info.bin), info.id, values[i]!];
      }
    }
  }
}
