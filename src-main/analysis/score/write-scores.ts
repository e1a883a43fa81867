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
import type { LoadedModel } from '../../library/index.ts';
import { windowLabels, type ScoredLocus } from './score-loci.ts';

const scoreFormats = ['tsv', 'json', 'bed'] as const;
export type ScoreFormat = (typeof scoreFormats)[number];

/** The format that a file's ending asks for; `.gz` may follow. Error: `output-format`. */
export function scoreFormat(path: string, name?: string): ScoreFormat {
  return formatByEnding(path, name, endingsOf(scoreFormats, { text: true }), { of: 'scores' });
}

export interface WrittenScores {
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
  const text = texts[options.format](labels, notes);
  const file = await StagedText.open(path, { replaces: options.replaces });
  let [records, unscored] = [0, 0];
  await writeStaged(file, async () => {
    await file.append(text.head);
    for await (const row of rows) {
      throwIfCancelled(options.signal, path);
      await file.append((records > 0 ? text.between : '') + text.row(row));
      records += 1;
      if (row.values === undefined) unscored += 1;
    }
    if (part && options.format !== 'json') await file.append(endLine(records));
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

const texts: Record<ScoreFormat, (labels: Labels, notes: readonly HeaderNote[]) => ScoreText> = {
  tsv: (labels, notes) => ({
    head:
      commentLines(notes) +
      `${['chrom', 'start', 'end', 'name', 'strand', ...labels.map(({ id }) => id), 'reason'].join('\t')}\n`,
    row({ locus: { contig, start, end, name, strand }, values, reason }) {
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
