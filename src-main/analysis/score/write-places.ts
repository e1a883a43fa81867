import { MegabaseError } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import type { WindowOutput } from '../../model/index.ts';
import {
  throwIfCancelled,
  float32Text,
  commentLines,
  oneLine,
  type HeaderNote,
  StagedText,
} from '../../formats/output/index.ts';

import type { LoadedModel } from '../../library/index.ts';
import { placeLabels, type PlaceRow } from './score-places.ts';

export const placeFormats = ['tsv', 'json', 'bed'] as const;
export type PlaceFormat = (typeof placeFormats)[number];

/** The format that a file's ending asks for; `.gz` may follow. Error: `usage`. */
export function placeFormat(path: string, name?: string): PlaceFormat {
  const asked = (name ?? /\.([^.]+?)(?:\.gz)?$/i.exec(path)?.[1] ?? '').toLowerCase();
  const format = placeFormats.find((one) => one === asked);
  if (format) return format;
  throw new MegabaseError(
    'usage',
    `"${asked}" is no format for scores of places; expected ${placeFormats.join(', ')}.`,
  );
}

export interface WrittenPlaces {
  readonly path: string;
  readonly records: number;
  /** Of them without scores. */
  readonly unscored: number;
  readonly bytes: number;
}

/**
 * Writes rows as they come; the file stands in its place once it is whole. TSV has a column a label,
 * BED six columns and then those of the labels, the score being 1000 times the first probability.
 *
 * Errors: `output-unwritable`, `disk-full`, `cancelled`, and those of `rows`.
 */
export async function writePlaces(
  rows: AsyncIterable<PlaceRow>,
  path: string,
  options: {
    readonly format: PlaceFormat;
    readonly model: LoadedModel;
    /** What was scored, for the header. */
    readonly source: string;
    /** bp that were read round each place, where the heads' own were not. */
    readonly context?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<WrittenPlaces> {
  const labels = placeLabels(options.model.model);
  const text = texts[options.format](labels, notesOf(options));
  const file = await StagedText.open(path);
  let [records, unscored] = [0, 0];
  try {
    await file.append(text.head);
    for await (const row of rows) {
      throwIfCancelled(options.signal, path);
      await file.append((records > 0 ? text.between : '') + text.row(row));
      records += 1;
      if (row.values === undefined) unscored += 1;
    }
    await file.append(text.tail);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { path, records, unscored, bytes: file.size };
}

type Labels = WindowOutput['labels'];

interface PlaceText {
  readonly head: string;
  row(row: PlaceRow): string;
  readonly between: string;
  readonly tail: string;
}

function notesOf({
  model: { identity },
  source,
  context,
}: {
  readonly model: LoadedModel;
  readonly source: string;
  readonly context?: number | undefined;
}): HeaderNote[] {
  const { id, name, version, family, hash } = identity;
  return [
    { key: 'program', text: 'Megabase' },
    { key: 'model', text: `${name} ${version} (${id}, family ${family})` },
    { key: 'model-sha256', text: hash },
    { key: 'engine', text: engineVersion },
    { key: 'places', text: source },
    ...(context === undefined ? [] : [{ key: 'read round each', text: `${context} bp` }]),
    { key: 'columns', text: 'start and end are 0-based half-open, in bp' },
  ].map(({ key, text }) => ({ key, text: oneLine(text) }));
}

const texts: Record<PlaceFormat, (labels: Labels, notes: readonly HeaderNote[]) => PlaceText> = {
  tsv: (labels, notes) => ({
    head:
      commentLines(notes) +
      `${['chrom', 'start', 'end', 'name', 'strand', ...labels.map(({ id }) => id), 'reason'].join('\t')}\n`,
    row({ place: { contig, start, end, name, strand }, values, reason }) {
      const cells = labels.map((_, i) => (values ? float32Text(values[i]!) : ''));
      return `${[contig, start, end, oneLine(name), strand, ...cells, reason ?? ''].join('\t')}\n`;
    },
    between: '',
    tail: '',
  }),
  bed: (labels, notes) => ({
    head: commentLines([
      ...notes,
      { key: 'columns 7 and on', text: labels.map(({ id }) => id).join(', ') },
    ]),
    row({ place: { contig, start, end, name, strand }, values }) {
      const isProbability = labels[0]!.unit === 'probability';
      const score = values && isProbability ? Math.round(1000 * values[0]!) : 0;
      const cells = labels.map((_, i) => (values ? float32Text(values[i]!) : '.'));
      return `${[contig, start, end, oneLine(name), score, strand, ...cells].join('\t')}\n`;
    },
    between: '',
    tail: '',
  }),
  json: (labels, notes) => ({
    head:
      `{"about":${JSON.stringify(Object.fromEntries(notes.map(({ key, text }) => [key, text])))},\n` +
      `"labels":${JSON.stringify(labels)},\n"scores":[\n`,
    row: ({ place, values, reason }) =>
      JSON.stringify({
        ...place,
        ...(values
          ? { values: Object.fromEntries(labels.map(({ id }, i) => [id, jsonNumber(values[i]!)])) }
          : { reason }),
      }),
    between: ',\n',
    tail: '\n]}\n',
  }),
};

function jsonNumber(value: number): number | null {
  return Number.isFinite(value) ? Number(float32Text(value)) : null;
}
