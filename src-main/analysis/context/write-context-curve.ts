import { formatRegion, type ContextCurve } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import {
  commentLines,
  endingsOf,
  float32Text,
  formatByEnding,
  modelNotes,
  oneLine,
  writeWholeFile,
  type Replaceable,
} from '../../formats/output/index.ts';

const curveFormats = ['tsv', 'json'] as const;
type CurveFormat = (typeof curveFormats)[number];

/** The format that a file's ending asks for. Error: `output-format`. */
export function curveFormat(path: string, name?: string): CurveFormat {
  const endings = endingsOf(curveFormats, { text: false });
  return formatByEnding(path, name, endings, { of: 'context curves' });
}

/** Writes a curve, one line a length; starts and ends are 0-based half-open. */
export async function writeContextCurve(
  curve: ContextCurve,
  path: string,
  options: { readonly format: CurveFormat; readonly replaces?: Replaceable | undefined },
): Promise<void> {
  const text = options.format === 'tsv' ? tsvText(curve) : jsonText(curve);
  await writeWholeFile(path, text, options);
}

function tsvText({ model, track, place, trainingContext, points }: ContextCurve): string {
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
  const header = ['length', 'chrom', 'start', 'end', 'name', 'track_name', 'value'];
  const lines = points.map(({ interval: { contig, start, end }, value }) => [
    ...[end - start, contig, start, end, oneLine(place.name), track.id],
    value === undefined ? '.' : float32Text(value),
  ]);
  return commentLines(notes) + [header, ...lines].map((row) => `${row.join('\t')}\n`).join('');
}

function jsonText({ points, ...rest }: ContextCurve): string {
  const values = points.map(({ interval, value = null }) => ({ interval, value }));
  const provenance = { program: 'Megabase', engine: engineVersion };
  const curve = { ...provenance, coordinates: '0-based half-open', ...rest, points: values };
  return JSON.stringify(curve);
}
