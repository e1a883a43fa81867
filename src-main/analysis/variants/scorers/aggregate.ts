import { MegabaseError, type Span } from '../../../contract/index.ts';
import { binPairs, type BinPair, type ChangedTrack } from './changed-bins.ts';

/**
 * Ways to make one number of a track without and with a variant; names and formulas are AlphaGenome's, with
 * the pseudocounts of github.com/google-deepmind/alphagenome_research, model/variant_scoring: 1 in
 * center_mask.py, 0.001 in gene_mask.py. Other than there, a width takes all bins that it overlaps, alleles are
 * lined up at indels in these, too, and genes of exon masks are those with an exon in what may change.
 */
const aggregations = {
  /** mean(ALT) - mean(REF) */
  DIFF_MEAN: (pairs) => mean(pairs, alt) - mean(pairs, ref),
  /** sum(ALT) - sum(REF) */
  DIFF_SUM: (pairs) => sum(pairs, alt) - sum(pairs, ref),
  /** sum(log2(ALT + 1)) - sum(log2(REF + 1)) */
  DIFF_SUM_LOG2: (pairs) => sum(pairs, (one) => log2(alt(one)) - log2(ref(one))),
  /** log2(sum(ALT) + 1) - log2(sum(REF) + 1) */
  DIFF_LOG2_SUM: (pairs) => log2(sum(pairs, alt)) - log2(sum(pairs, ref)),
  /** l2_norm(ALT - REF) */
  L2_DIFF: (pairs) => Math.sqrt(sum(pairs, (one) => (alt(one) - ref(one)) ** 2)),
  /** l2_norm(log1p(ALT) - log1p(REF)) */
  L2_DIFF_LOG1P: (pairs) =>
    Math.sqrt(sum(pairs, (one) => (Math.log1p(alt(one)) - Math.log1p(ref(one))) ** 2)),
  /** max(mean(ALT), mean(REF)) */
  ACTIVE_MEAN: (pairs) => Math.max(mean(pairs, alt), mean(pairs, ref)),
  /** max(sum(ALT), sum(REF)) */
  ACTIVE_SUM: (pairs) => Math.max(sum(pairs, alt), sum(pairs, ref)),
  /** ln(mean(ALT) + 0.001) - ln(mean(REF) + 0.001) over a gene's exons */
  GENE_MASK_LFC: (pairs) =>
    Math.log(mean(pairs, alt) + smallest) - Math.log(mean(pairs, ref) + smallest),
  /** max(mean(ALT), mean(REF)) over a gene's exons */
  GENE_MASK_ACTIVE: (pairs) => Math.max(mean(pairs, alt), mean(pairs, ref)),
  /** max(|ALT - REF|) over a gene that the variant lies in, of tracks with a value for each base */
  GENE_MASK_SPLICING: (pairs) =>
    pairs.reduce((most, one) => Math.max(most, Math.abs(alt(one) - ref(one))), 0),
} satisfies Record<string, (pairs: readonly BinPair[]) => number>;

type AggregationName = keyof typeof aggregations;

/** What a gene's mean is never below, so that a silent gene has a logarithm. */
const smallest = 0.001;

/** An aggregation that is wanted. */
export interface Aggregation {
  readonly name: AggregationName;
  /** bp round the variant; `ScorerOptions.whole` where absent, as in masks of exons in any case. */
  readonly width?: number | undefined;
}

/** Of which part of the sequence an aggregation is: a width, a gene's exons, or what a width has of a gene. */
export function maskOf({ name }: Pick<Aggregation, 'name'>): 'width' | 'exons' | 'gene' {
  if (name === 'GENE_MASK_SPLICING') return 'gene';
  return name.startsWith('GENE_MASK_') ? 'exons' : 'width';
}

/** `DIFF_MEAN_501`, `DIFF_MEAN_WHOLE`, `GENE_MASK_LFC`, `GENE_MASK_SPLICING_101`. */
export function scorerName({ name, width }: Aggregation): string {
  const whole = maskOf({ name }) === 'width' ? '_WHOLE' : '';
  return `${name}${width === undefined ? whole : `_${width}`}`;
}

/**
 * Aggregations as people write them: `DIFF_MEAN:501,L2_DIFF,GENE_MASK_LFC`; a width is an odd number of bp,
 * or `whole`, as without one. What is asked for twice is given once. Error: `usage`.
 */
export function parseAggregations(text: string): Aggregation[] {
  const asked = text.split(',').map((part): Aggregation => {
    const [given = '', size] = part.trim().split(':');
    const name = Object.keys(aggregations).find((one) => one === given.toUpperCase());
    if (name === undefined) {
      const known = Object.keys(aggregations).join(', ');
      throw new MegabaseError('usage', `There is no aggregation "${given}"; known are ${known}.`);
    }
    const known = { name: name as AggregationName };
    if (size === undefined || size.toLowerCase() === 'whole') return known;
    const width = Number(size);
    const isOfExons = maskOf(known) === 'exons';
    if (isOfExons || !Number.isSafeInteger(width) || width < 1 || width % 2 === 0) {
      throw new MegabaseError(
        'usage',
        isOfExons
          ? `${name} takes the exons of a gene and has no width; found "${size}".`
          : `The width of ${name} is "${size}"; expected an odd number of bp, such as 501, or whole.`,
      );
    }
    return { ...known, width };
  });
  return [...new Map(asked.map((one) => [scorerName(one), one])).values()];
}

/** NaN where no bin of the spans has a value. */
export function aggregate(
  { name }: Pick<Aggregation, 'name'>,
  track: ChangedTrack,
  spans: readonly Span[],
): number {
  const seen = new Set<number>();
  const pairs: BinPair[] = [];
  for (const span of spans) {
    for (const pair of binPairs(track, span)) {
      if (seen.has(pair.bin)) continue;
      seen.add(pair.bin);
      pairs.push(pair);
    }
  }
  return pairs.length === 0 ? NaN : aggregations[name](pairs);
}

/** The bases that a width round a site takes; of an even one the site is the first of the second half. */
export function spanAround(site: number, width: number): Span {
  const start = site - Math.floor(width / 2);
  return { start, end: start + width };
}

function ref({ reference }: BinPair): number {
  return reference;
}

function alt({ alternative }: BinPair): number {
  return alternative;
}

function sum(pairs: readonly BinPair[], of: (pair: BinPair) => number): number {
  return pairs.reduce((total, pair) => total + of(pair), 0);
}

function mean(pairs: readonly BinPair[], of: (pair: BinPair) => number): number {
  return sum(pairs, of) / pairs.length;
}

/** Of a value plus 1, which a count of 0 has, too. */
function log2(value: number): number {
  return Math.log2(value + 1);
}
