import { defined } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import type { WindowOutput } from '../../model/index.ts';
import {
  throwIfCancelled,
  float32Text,
  commentLines,
  endingsOf,
  endLine,
  formatByEnding,
  modelNotes,
  oneLine,
  partNotes,
  type HeaderNote,
  type PartNote,
  StagedText,
  writeStaged,
  type Replaceable,
} from '../../formats/output/index.ts';
import {
  isTableFormat,
  spanColumns,
  tableFormats,
  writeTable,
  type Column,
  type TableRow,
} from '../../formats/table/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { windowLabels, type ScoredLocus } from './score-loci.ts';

const textFormats = endingsOf(['json', 'bed'] as const, { text: true });
const scoreFormats = { ...tableFormats, ...textFormats };
export type ScoreFormat = keyof typeof scoreFormats;

/** The format that a file's ending asks for; `.gz` may follow. Error: `output-format`. */
export function scoreFormat(path: string, name?: string): ScoreFormat {
  return formatByEnding(path, name, scoreFormats, { of: 'scores' });
}

export interface WrittenScores {
  readonly path: string;
  readonly records: number;
  /** Of them without scores. */
  readonly unscored: number;
  readonly bytes: number;
}

/**
 * Writes rows as they come; the file stands in its place once it is whole. A table has a column a
 * label, BED six columns and then those of the labels, the score being 1000 times the first probability.
 *
 * Errors: `output-unwritable`, `disk-full`, `cancelled`, and those of `rows`.
 */
export async function writeScores(
  rows: AsyncIterable<ScoredLocus>,
  path: string,
  options: {
    readonly format: ScoreFormat;
    readonly model: LoadedModel;
    /** What was scored, for the header. */
    readonly source: string;
    /** bp that were read round each locus, where the heads' own were not. */
    readonly context?: number | undefined;
    /** Of a shard: what it says of itself, by the notes of the header. */
    readonly partOf?: ((notes: readonly HeaderNote[]) => PartNote) | undefined;
    readonly replaces?: Replaceable | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<WrittenScores> {
  const labels = windowLabels(options.model.model);
  const described = notesOf(options);
  const part = options.partOf?.(described);
  const notes = [...described, ...partNotes(part)];
  const { format, replaces, signal } = options;
  let [records, unscored] = [0, 0];
  const counted = async function* () {
    for await (const row of rows) {
      records += 1;
      if (row.values === undefined) unscored += 1;
      yield row;
    }
  };
  if (isTableFormat(format)) {
    const head = { notes, columns: columnsOf(labels), empty: '' } as const;
    const tellsEnd = part !== undefined;
    const table = { format, head, replaces, signal, tellsEnd };
    const { bytes } = await writeTable(path, tableRows(counted(), labels), table);
    return { path, records, unscored, bytes };
  }
  const text = texts[format](labels, notes);
  const file = await StagedText.open(path, { replaces });
  await writeStaged(file, async () => {
    await file.append(text.head);
    for await (const row of counted()) {
      throwIfCancelled(signal, path);
      await file.append((records > 1 ? text.between : '') + text.row(row));
    }
    if (part && format !== 'json') await file.append(endLine(records));
    await file.append(text.tail);
  });
  return { path, records, unscored, bytes: file.size };
}

type Labels = WindowOutput['labels'];

interface ScoreText {
  readonly head: string;
  row(row: ScoredLocus): string;
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
  return modelNotes(identity, [
    { key: 'engine', text: engineVersion },
    { key: 'places', text: source },
    ...(context === undefined ? [] : [{ key: 'read round each', text: `${context} bp` }]),
    { key: 'columns', text: 'start and end are 0-based half-open, in bp' },
  ]);
}

function columnsOf(labels: Labels): Column[] {
  return [
    ...spanColumns,
    { name: 'name', kind: 'text' },
    { name: 'strand', kind: 'text' },
    ...labels.map(({ id, label, unit }): Column => {
      return { name: id, kind: 'float32', unit, about: label };
    }),
    { name: 'reason', kind: 'text', about: 'why there is no score' },
  ];
}

async function* tableRows(
  rows: AsyncIterable<ScoredLocus>,
  labels: Labels,
): AsyncGenerator<TableRow> {
  for await (const { locus, values, reason } of rows) {
    const { contig, start, end, name, strand } = locus;
    const cells = labels.map((_, i) => values?.[i]);
    yield [contig, start, end, name, strand, ...cells, reason];
  }
}

type TextFormat = keyof typeof textFormats;

const texts: Record<TextFormat, (labels: Labels, notes: readonly HeaderNote[]) => ScoreText> = {
  bed: (labels, notes) => ({
    head: commentLines([
      ...notes,
      { key: 'columns 7 and on', text: labels.map(({ id }) => id).join(', ') },
    ]),
    row({ locus: { contig, start, end, name, strand }, values }) {
      const isProbability = defined(labels[0]).unit === 'probability';
      const score = values && isProbability ? Math.round(1000 * defined(values[0])) : 0;
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
    row: ({ locus, values, reason }) =>
      JSON.stringify({
        ...locus,
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
