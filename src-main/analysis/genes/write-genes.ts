import { defined, type Contig, type Prediction } from '../../contract/index.ts';
import { escapeSeqId, gff3Line } from '../../formats/gff/index.ts';
import {
  commentLines,
  float32Text,
  formatByEnding,
  oneLine,
  provenance,
  StagedText,
  throwIfCancelled,
  writeStaged,
  type Replaceable,
} from '../../formats/output/index.ts';
import { quoted, rgb } from '../../formats/track-values/index.ts';
import type { CodingRunOptions } from './coding-runs.ts';
import type { GeneCall } from './gene-call.ts';

const geneFormats = {
  gff3: { endings: ['.gff3', '.gff'], text: true },
  bed: { endings: ['.bed'], text: true },
} as const;

export type GeneFormat = keyof typeof geneFormats;

/** The format that a file's ending asks for; `.gz` may follow. Error: `output-format`. */
export function geneFormat(path: string, named?: string): GeneFormat {
  return formatByEnding(path, named, geneFormats, { of: 'genes' });
}

export interface WrittenGenes {
  readonly path: string;
  readonly format: GeneFormat;
  readonly records: number;
  readonly bytes: number;
}

interface GeneWriting extends CodingRunOptions {
  readonly format: GeneFormat;
  readonly predictions: readonly Prediction[];
  readonly contigs: readonly Contig[];
  /** Files that may be replaced; none where absent. */
  readonly replaces?: Replaceable | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Stands in every file. */
const whatTheyAre =
  'runs of coding bins of a strand: no spliced models, no phase; ends lie on borders of bins';

/**
 * Writes calls in their order; the file stands in its place once it is whole. GFF3: a `gene` each and
 * an `ORF` where it has a reading frame, the score being the mean of the coding track. BED: nine
 * columns, the score 1000 times that mean, the thick part the reading frame.
 *
 * Errors: `output-unwritable`, `output-exists`, `disk-full`, `cancelled`.
 */
export async function writeGenes(
  genes: readonly GeneCall[],
  path: string,
  writing: GeneWriting,
): Promise<WrittenGenes> {
  const { format, replaces, signal } = writing;
  const file = await StagedText.open(path, { replaces });
  await writeStaged(file, async () => {
    for (const piece of texts[format](genes, writing)) {
      throwIfCancelled(signal, path);
      await file.append(piece);
    }
  });
  return { path, format, records: genes.length, bytes: file.size };
}

type Text = (genes: readonly GeneCall[], writing: GeneWriting) => Generator<string>;

const texts: Readonly<Record<GeneFormat, Text>> = { gff3: gff3Text, bed: bedText };

function* gff3Text(
  genes: readonly GeneCall[],
  { predictions, contigs, ...options }: GeneWriting,
): Generator<string> {
  yield '##gff-version 3\n';
  const lengths = new Map(contigs.map(({ name, length }) => [name, length]));
  for (const contig of new Set(predictions.map(({ region }) => region.contig))) {
    yield `##sequence-region ${escapeSeqId(contig)} 1 ${defined(lengths.get(contig))}\n`;
  }
  yield '#!processor megabase\n';
  for (const { key, text } of [...provenance(predictions), ...optionNotes(options)]) {
    yield `#!${key} ${text}\n`;
  }
  for (const [i, gene] of genes.entries()) {
    const { contig, strand, mean, frame } = gene;
    const id = `gene_${i + 1}`;
    const place = { contig, source: 'megabase', strand };
    yield gff3Line({
      ...{ ...place, type: 'gene', start: gene.start, end: gene.end, score: meanText(mean) },
      attributes: { ID: id },
    });
    if (!frame) continue;
    const attributes = { ID: `${id}.orf`, gene: id };
    yield gff3Line({ ...place, ...frame, type: 'ORF', score: '.', attributes });
  }
}

/** Okabe and Ito 2008. */
const colors = { '+': '#0072b2', '-': '#d55e00', '.': '#7f7f7f' } as const;

function* bedText(
  genes: readonly GeneCall[],
  { predictions, ...options }: GeneWriting,
): Generator<string> {
  const columns = 'start and end are 0-based half-open, in bp; thick: the longest reading frame';
  yield commentLines([
    ...provenance(predictions),
    ...optionNotes(options),
    { key: 'columns', text: columns },
  ]);
  const { name } = defined(predictions[0]).run.model;
  const description = `Runs of coding bins, ${name}`;
  yield `track name=${quoted('Megabase genes')} description=${quoted(description)} itemRgb="On"\n`;
  for (const [i, { contig, start, end, strand, mean, frame }] of genes.entries()) {
    // A frame may reach beyond its run by less than a bin or two; the thick part may not.
    const thickStart = frame ? Math.max(start, frame.start) : start;
    const thickEnd = frame ? Math.min(end, frame.end) : start;
    const score = Math.round(Math.min(1000, Math.max(0, 1000 * mean)));
    const place = [oneLine(contig), start, end, `gene_${i + 1}`, score, strand];
    yield `${[...place, thickStart, thickEnd, rgb(colors[strand])].join('\t')}\n`;
  }
}

function optionNotes({ threshold, minLength, maxGap }: CodingRunOptions) {
  return [
    { key: 'threshold', text: float32Text(threshold) },
    { key: 'runs', text: `${minLength} bp or more, gaps of ${maxGap} bp or less bridged` },
    { key: 'genes', text: whatTheyAre },
  ];
}

function meanText(mean: number): string {
  return String(Number(mean.toPrecision(6)));
}
