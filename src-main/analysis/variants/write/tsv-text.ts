import type {
  BackgroundComparison,
  EffectTarget,
  ScoredGene,
  VariantRow,
} from '../../../contract/index.ts';
import { float32Text, commentLines, oneLine } from '../../../formats/output/index.ts';
import { scorerNames } from '../scorers/index.ts';
import type { VariantText, VariantTableHead } from './variant-text.ts';

const columns = [
  // AlphaGenome's tidy table of scores.
  'variant_id',
  'scored_interval',
  'gene_id',
  'gene_name',
  'gene_strand',
  'output_type',
  'variant_scorer',
  'track_name',
  'track_strand',
  'raw_score',
  'quantile_score',
  // Ours; `zeroShotScore` is PlantCAD's name.
  'chrom',
  'pos',
  'ref',
  'alt',
  'genotype',
  'distance',
  'value',
  'zeroShotScore',
  'reason',
  // By `record_id`, chrom, pos, ref and alt a row is found in its file again.
  'record_id',
  'normalised_chrom',
  'normalised_pos',
  'normalised_ref',
  'normalised_alt',
] as const;

/** Of haplotypes, behind the others: whose, which copy, and how many variants are applied together. */
const haplotypeColumns = ['sample', 'haplotype', 'applied'] as const;

/** Against random changes near the variant, where they were asked for. */
const backgroundColumns = ['background_mean', 'background_sd', 'background_percentile'] as const;

type Column =
  (typeof columns)[number] | (typeof haplotypeColumns)[number] | (typeof backgroundColumns)[number];

type Cells = Partial<Record<Column, string | number | undefined>>;

/**
 * A tidy table: a row for every score of every variant, and one with the reason for a variant that
 * has none. `.` where there is nothing to say.
 */
export function tsvText({
  notes,
  track,
  tracks,
  labels = [],
  masked,
  distance: near = 0,
  haplotypes = false,
  compared = false,
}: VariantTableHead): VariantText {
  const own: readonly Column[] = [
    ...columns,
    ...(haplotypes ? haplotypeColumns : []),
    ...(compared ? backgroundColumns : []),
  ];
  const headText = labels.length > 0 ? '; HEAD: score of a variant head' : '';
  const comments = commentLines([
    ...notes,
    {
      key: 'raw_score',
      text:
        'LOG_RATIO: ln P(alt)/P(ref); DIFF: with the variant minus without; MAX_GAIN, MAX_LOSS: the ' +
        'largest either way, both counted upwards' +
        headText,
    },
    { key: 'value', text: 'without the variant' },
    { key: 'zeroShotScore', text: masked ? 'LOG_RATIO_MASKED' : 'LOG_RATIO' },
    {
      key: 'columns',
      text:
        `pos is 1-based; scored_interval is 0-based half-open; distance in bp from ${haplotypes ? 'the nearest variant' : 'normalised_pos'}; ` +
        'record_id, chrom, pos, ref and alt as their file writes them, normalised_ trimmed and left-aligned on the genome',
    },
  ]);
  const typeOf = (id: string) => tracks.find((one) => one.id === id)?.role?.toUpperCase();
  const strandOf = (id: string) => tracks.find((one) => one.id === id)?.strand;

  function scoresOf({ scores }: VariantRow): Cells[] {
    if (scores === undefined) return [];
    const { llr, maskedLlr, local, distal, heads = [], deltas = [], aggregates = [] } = scores;
    const likelihood = (
      variant_scorer: string,
      value: number | undefined,
      rank: number | undefined,
      beside: BackgroundComparison | undefined,
    ): Cells[] =>
      value === undefined
        ? []
        : [
            {
              ...{ output_type: 'LIKELIHOOD', variant_scorer, raw_score: float32Text(value) },
              quantile_score: quantile(rank),
              ...besideCells(beside),
            },
          ];
    const ofTrack = (id: string, gene: ScoredGene | undefined): Cells => ({
      ...{ output_type: typeOf(id), track_name: id, track_strand: strandOf(id) },
      ...(gene && { gene_id: gene.id, gene_name: gene.name, gene_strand: gene.strand }),
    });
    return [
      ...likelihood(scorerNames.llr, llr, scores.llrQuantile, scores.llrBackground),
      ...likelihood(
        scorerNames.maskedLlr,
        maskedLlr,
        scores.maskedLlrQuantile,
        scores.maskedLlrBackground,
      ),
      ...heads.map(({ label, value }) => ({
        ...{ output_type: 'HEAD', variant_scorer: 'HEAD', track_name: label },
        raw_score: score(value),
      })),
      ...local.map(({ track: id, value, effect, quantile: rank, background }) => ({
        ...besideCells(background),
        quantile_score: quantile(rank),
        ...{ output_type: typeOf(id), variant_scorer: scorerNames.local, track_name: id },
        track_strand: strandOf(id),
        ...{ raw_score: score(effect), value: score(value), distance: 0 },
      })),
      ...deltas.flatMap(({ track: id, gene, gain, gainOffset, loss, lossOffset, ...ranks }) => [
        {
          ...ofTrack(id, gene),
          ...{ variant_scorer: scorerNames.gain(near), raw_score: score(gain) },
          ...{ quantile_score: quantile(ranks.gainQuantile), distance: gainOffset },
        },
        {
          ...ofTrack(id, gene),
          ...{ variant_scorer: scorerNames.loss(near), raw_score: score(loss) },
          ...{ quantile_score: quantile(ranks.lossQuantile), distance: lossOffset },
        },
      ]),
      ...aggregates.map(({ scorer, track: id, gene, value, quantile: rank }) => ({
        ...ofTrack(id, gene),
        ...{ variant_scorer: scorer, raw_score: score(value), quantile_score: quantile(rank) },
      })),
      ...distal.map(({ target, value, effect, distance, background }) => ({
        ...geneCells(target),
        ...besideCells(background),
        ...{ output_type: track && typeOf(track.id), variant_scorer: 'TARGET_DIFF' },
        track_strand: track?.strand,
        ...{ track_name: track?.id, raw_score: score(effect), value: score(value), distance },
      })),
    ];
  }

  return {
    head: `${comments}${own.join('\t')}\n`,
    rows(rows) {
      return rows
        .flatMap((row) => {
          const shared = sharedCells(row, masked);
          const found = scoresOf(row);
          return (found.length > 0 ? found : [{}]).map((cells) =>
            line(own, { ...shared, ...cells }),
          );
        })
        .join('');
    },
    tail: '',
  };
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
    zeroShotScore: zeroShot === undefined ? undefined : float32Text(zeroShot),
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

function quantile(value: number | undefined): string | undefined {
  return value === undefined ? undefined : float32Text(value);
}

function score(value: number): string | undefined {
  return Number.isNaN(value) ? undefined : float32Text(value);
}

function line(columns: readonly Column[], cells: Cells): string {
  const texts = columns.map((column) => {
    const text = oneLine(String(cells[column] ?? ''));
    return text === '' ? '.' : text;
  });
  return `${texts.join('\t')}\n`;
}
