import {
  readingsOfChange,
  type BackgroundComparison,
  type EffectTarget,
  type ScoredGene,
  type VariantRow,
} from '../../../contract/index.ts';
import type { HeaderNote } from '../../../formats/output/index.ts';
import type { Cell, Column, TableHead, TableRow } from '../../../formats/table/index.ts';
import { scorerNames } from '../scorers/index.ts';
import type { VariantTableHead } from './variant-text.ts';

const columns = [
  // AlphaGenome's tidy table of scores.
  { name: 'variant_id', kind: 'text' },
  { name: 'scored_interval', kind: 'text', about: '0-based half-open' },
  { name: 'gene_id', kind: 'text' },
  { name: 'gene_name', kind: 'text' },
  { name: 'gene_strand', kind: 'text' },
  { name: 'output_type', kind: 'text' },
  { name: 'variant_scorer', kind: 'text' },
  { name: 'track_name', kind: 'text' },
  { name: 'track_strand', kind: 'text' },
  { name: 'raw_score', kind: 'float32' },
  { name: 'quantile_score', kind: 'float32', about: 'rank among common variants, -1 to 1' },
  // Ours; `zeroShotScore` is PlantCAD's name.
  { name: 'chrom', kind: 'text' },
  { name: 'pos', kind: 'integer', unit: 'bp', about: '1-based' },
  { name: 'ref', kind: 'text' },
  { name: 'alt', kind: 'text' },
  { name: 'genotype', kind: 'text' },
  { name: 'distance', kind: 'integer', unit: 'bp' },
  { name: 'value', kind: 'float32', about: 'without the variant' },
  { name: 'zeroShotScore', kind: 'float32' },
  { name: 'reason', kind: 'text', about: 'why there is no score' },
  // By `record_id`, chrom, pos, ref and alt a row is found in its file again.
  { name: 'record_id', kind: 'text' },
  { name: 'normalised_chrom', kind: 'text' },
  { name: 'normalised_pos', kind: 'integer', unit: 'bp', about: '1-based' },
  { name: 'normalised_ref', kind: 'text' },
  { name: 'normalised_alt', kind: 'text' },
] as const satisfies readonly Column[];

/** Of haplotypes, behind the others: whose, which copy, and how many variants are applied together. */
const haplotypeColumns = [
  { name: 'sample', kind: 'text' },
  { name: 'haplotype', kind: 'integer' },
  { name: 'applied', kind: 'integer' },
] as const satisfies readonly Column[];

/** Against random changes near the variant, where they were asked for. */
const backgroundColumns = [
  { name: 'background_mean', kind: 'float32' },
  { name: 'background_sd', kind: 'float32' },
  { name: 'background_percentile', kind: 'float32', unit: '%' },
] as const satisfies readonly Column[];

type ColumnName =
  | (typeof columns)[number]['name']
  | (typeof haplotypeColumns)[number]['name']
  | (typeof backgroundColumns)[number]['name'];

type Cells = Partial<Record<ColumnName | ReadingColumn, Cell>>;

/** Of what one of several answers says in place of `raw_score`. */
type ReadingColumn = `raw_score_${string}`;

function columnOf(id: string): ReadingColumn {
  return `raw_score_${id}`;
}

/** A table of scored variants, whatever it is written as. */
export interface VariantTable {
  readonly head: TableHead;
  /** Of one record, or of a haplotype without one. */
  readonly rows: (rows: readonly VariantRow[]) => TableRow[];
}

/**
 * A tidy table: a row for every score of every variant, and one with the reason for a variant that
 * has none. `.` where there is nothing to say.
 */
export function variantTable(head: VariantTableHead): VariantTable {
  const own = columnsOf(head);
  return {
    head: { notes: notesOf(head), columns: own, empty: '.' },
    rows: (rows) =>
      rows.flatMap((row) => {
        const shared = sharedCells(row, head.masked);
        const found = scoreRows(row, head);
        return (found.length > 0 ? found : [{}]).map((cells) => {
          const all: Cells = { ...shared, ...cells };
          return own.map(({ name }) => all[name as keyof Cells]);
        });
      }),
  };
}

function columnsOf({
  haplotypes = false,
  compared = false,
  readings = [],
}: VariantTableHead): Column[] {
  return [
    ...columns,
    ...(haplotypes ? haplotypeColumns : []),
    ...(compared ? backgroundColumns : []),
    ...readings.map(({ id, label }): Column => ({
      name: columnOf(id),
      kind: 'float32',
      about: label,
    })),
  ];
}

function notesOf({
  notes,
  labels = [],
  masked,
  haplotypes = false,
  judged = false,
}: VariantTableHead): HeaderNote[] {
  const headText = labels.length > 0 ? '; HEAD: score of a variant head' : '';
  const judgedText = judged
    ? '; UNFAMILIAR: mean ln P of a base of the reference where the variant lies, of variants where that is ' +
      'far below usual: the model seems never to have been shown such sequence'
    : '';
  return [
    ...notes,
    {
      key: 'raw_score',
      text:
        'LOG_RATIO: ln P(alt)/P(ref); DIFF: with the variant minus without; MAX_GAIN, MAX_LOSS: the ' +
        'largest either way, both counted upwards' +
        headText +
        judgedText,
    },
    { key: 'value', text: 'without the variant' },
    { key: 'zeroShotScore', text: masked ? 'LOG_RATIO_MASKED' : 'LOG_RATIO' },
    {
      key: 'columns',
      text:
        `pos is 1-based; scored_interval is 0-based half-open; distance in bp from ${haplotypes ? 'the nearest variant' : 'normalised_pos'}; ` +
        'record_id, chrom, pos, ref and alt as their file writes them, normalised_ trimmed and left-aligned on the genome',
    },
  ];
}

/** The rows of one variant: one for each of its scores. */
function scoreRows(
  { scores }: VariantRow,
  { track, tracks, distance: near = 0 }: VariantTableHead,
): Cells[] {
  if (scores === undefined) return [];
  const typeOf = (id: string) => tracks.find((one) => one.id === id)?.role?.toUpperCase();
  const strandOf = (id: string) => tracks.find((one) => one.id === id)?.strand;
  const { llr, maskedLlr, unfamiliar, local, distal } = scores;
  const { heads = [], deltas = [], aggregates = [] } = scores;
  const readingCells = (change: Parameters<typeof readingsOfChange>[1]): Cells =>
    Object.fromEntries(
      readingsOfChange(scores, change).map(({ id, effect }) => [columnOf(id), score(effect)]),
    );
  const likelihood = (
    variant_scorer: string,
    value: number | undefined,
    rank: number | undefined,
    beside: BackgroundComparison | undefined,
    byReading: Cells = {},
  ): Cells[] =>
    value === undefined
      ? []
      : [
          {
            ...{ output_type: 'LIKELIHOOD', variant_scorer, raw_score: value },
            quantile_score: rank,
            ...besideCells(beside),
            ...byReading,
          },
        ];
  const ofTrack = (id: string, gene: ScoredGene | undefined): Cells => ({
    ...{ output_type: typeOf(id), track_name: id, track_strand: strandOf(id) },
    ...(gene && { gene_id: gene.id, gene_name: gene.name, gene_strand: gene.strand }),
  });
  return [
    ...likelihood(
      scorerNames.llr,
      llr,
      scores.llrQuantile,
      scores.llrBackground,
      readingCells('llr'),
    ),
    ...likelihood(
      scorerNames.maskedLlr,
      maskedLlr,
      scores.maskedLlrQuantile,
      scores.maskedLlrBackground,
    ),
    ...(unfamiliar ? likelihood('UNFAMILIAR', unfamiliar.logLikelihood, undefined, undefined) : []),
    ...heads.map(({ label, value }) => ({
      ...{ output_type: 'HEAD', variant_scorer: 'HEAD', track_name: label },
      raw_score: score(value),
    })),
    ...local.map((change) => {
      const { track: id, value, effect, quantile: rank, background } = change;
      return {
        ...besideCells(background),
        ...readingCells(change),
        quantile_score: rank,
        ...{ output_type: typeOf(id), variant_scorer: scorerNames.local, track_name: id },
        track_strand: strandOf(id),
        ...{ raw_score: score(effect), value: score(value), distance: 0 },
      };
    }),
    ...deltas.flatMap(({ track: id, gene, gain, gainOffset, loss, lossOffset, ...ranks }) => [
      {
        ...ofTrack(id, gene),
        ...{ variant_scorer: scorerNames.gain(near), raw_score: score(gain) },
        ...{ quantile_score: ranks.gainQuantile, distance: gainOffset },
      },
      {
        ...ofTrack(id, gene),
        ...{ variant_scorer: scorerNames.loss(near), raw_score: score(loss) },
        ...{ quantile_score: ranks.lossQuantile, distance: lossOffset },
      },
    ]),
    ...aggregates.map(({ scorer, track: id, gene, value, quantile: rank }) => ({
      ...ofTrack(id, gene),
      ...{ variant_scorer: scorer, raw_score: score(value), quantile_score: rank },
    })),
    ...distal.map((change) => {
      const { target, value, effect, distance, background } = change;
      return {
        ...geneCells(target),
        ...besideCells(background),
        ...readingCells(change),
        ...{ output_type: track && typeOf(track.id), variant_scorer: 'TARGET_DIFF' },
        track_strand: track?.strand,
        ...{ track_name: track?.id, raw_score: score(effect), value: score(value), distance },
      };
    }),
  ];
}

function sharedCells(row: VariantRow, masked: boolean) {
  const { id, stated, normalised, place, genotype, scores, reason } = row;
  const { sample, haplotype, applied } = row;
  const interval = scores?.interval;
  const zeroShot = masked ? scores?.maskedLlr : scores?.llr;
  return {
    variant_id: id,
    scored_interval: interval && `${interval.contig}:${interval.start}-${interval.end}:.`,
    chrom: stated?.contig ?? place?.contig,
    pos: stated ? stated.pos + 1 : place && place.start + 1,
    ref: stated?.ref,
    alt: stated?.alt,
    genotype,
    zeroShotScore: zeroShot,
    reason: reason && `${reason.code}: ${reason.message}`,
    record_id: stated?.recordId,
    normalised_chrom: normalised?.contig,
    normalised_pos: normalised && normalised.pos + 1,
    normalised_ref: normalised?.ref,
    normalised_alt: normalised?.alt,
    ...{ sample, haplotype, applied },
  } satisfies Cells;
}

function geneCells({ name, gene, strand }: EffectTarget): Cells {
  return { gene_id: name, gene_name: gene, gene_strand: strand };
}

function besideCells(background: BackgroundComparison | undefined): Cells {
  if (background === undefined) return {};
  const { mean, deviation, percentile } = background;
  return {
    background_mean: score(mean),
    background_sd: score(deviation),
    background_percentile: score(percentile),
  };
}

function score(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
