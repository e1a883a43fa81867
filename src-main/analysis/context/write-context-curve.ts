import { formatRegion, type ContextCurve } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import {
  endingsOf,
  formatByEnding,
  modelNotes,
  writeWholeFile,
  type Replaceable,
} from '../../formats/output/index.ts';
import {
  spanColumns,
  tableFormats,
  writeTable,
  type Column,
  type TableRow,
  type TableHead,
} from '../../formats/table/index.ts';

const curveFormats = { ...tableFormats, ...endingsOf(['json'] as const, { text: false }) };
type CurveFormat = keyof typeof curveFormats;

/** The format that a file's ending asks for. Error: `output-format`. */
export function curveFormat(path: string, name?: string): CurveFormat {
  return formatByEnding(path, name, curveFormats, { of: 'context curves' });
}

/** Writes a curve, one row a length; starts and ends are 0-based half-open. */
export async function writeContextCurve(
  curve: ContextCurve,
  path: string,
  options: { readonly format: CurveFormat; readonly replaces?: Replaceable | undefined },
): Promise<void> {
  const { format, replaces } = options;
  if (format === 'json') await writeWholeFile(path, jsonText(curve), { replaces });
  else await writeTable(path, rowsOf(curve), { format, replaces, head: headOf(curve) });
}

function headOf({ model, track, place, trainingContext }: ContextCurve): TableHead {
  const notes = modelNotes(model, [
    { key: 'engine', text: engineVersion },
    { key: 'place', text: `${place.name}, ${formatRegion(place)} (1-based)` },
    { key: 'track', text: `${track.label} (${track.id}), ${track.unit}` },
    {
      key: 'training-context',
      text: trainingContext === undefined ? '.' : `${trainingContext} bp`,
    },
    { key: 'columns', text: 'starts and ends are 0-based half-open, in bp' },
    { key: 'value', text: 'largest bin of the place where so much is read as one' },
  ]);
  const columns: Column[] = [
    { name: 'length', kind: 'integer', unit: 'bp', about: 'read as one' },
    ...spanColumns,
    { name: 'name', kind: 'text' },
    { name: 'track_name', kind: 'text' },
    { name: 'value', kind: 'float32', unit: track.unit },
  ];
  return { notes, columns, empty: '.' };
}

function* rowsOf({ track, place, points }: ContextCurve): Generator<TableRow> {
  for (const { interval, value } of points) {
    const { contig, start, end } = interval;
    yield [end - start, contig, start, end, place.name, track.id, value];
  }
}

function jsonText({ points, ...rest }: ContextCurve): string {
  const values = points.map(({ interval, value = null }) => ({ interval, value }));
  const provenance = { program: 'Megabase', engine: engineVersion };
  const curve = { ...provenance, coordinates: '0-based half-open', ...rest, points: values };
  return JSON.stringify(curve);
}
