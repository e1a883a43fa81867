import { defined, type TrackValues } from '../../contract/index.ts';

/** What is told of one strand: values of one bin size over the same bins. */
export interface StrandValues {
  /** How likely a bin is coding sequence. */
  readonly cds: TrackValues;
  /** How likely it lies before or after a gene; empty where the model does not tell. */
  readonly edges: readonly TrackValues[];
}

export interface CodingRunOptions {
  /** A bin counts as coding, or as an edge of a gene, from this value on. */
  readonly threshold: number;
  /** bp; runs that are shorter are dropped. */
  readonly minLength: number;
  /** bp between two runs that are joined, where no edge of a gene lies between. */
  readonly maxGap: number;
}

/** Neighbouring coding bins. 0-based half-open. */
export interface CodingRun {
  readonly start: number;
  readonly end: number;
  /** Mean of the coding track over the run, bins of joined gaps included. */
  readonly mean: number;
}

/**
 * The runs of coding bins of one strand. A run is split at bins that are edges of genes, and joined
 * with the next over a short gap without an edge.
 */
export function codingRuns({ cds, edges }: StrandValues, options: CodingRunOptions): CodingRun[] {
  const { threshold, minLength, maxGap } = options;
  const { bin } = cds.info;
  const isEdge = (i: number) => edges.some(({ values }) => (values[i] ?? 0) >= threshold);
  const runs: { first: number; end: number }[] = [];
  let edgeSince = false;
  for (const [i, value] of cds.values.entries()) {
    if (isEdge(i)) {
      edgeSince = true;
      continue;
    }
    if (!(value >= threshold)) continue;
    const last = runs.at(-1);
    if (last && !edgeSince && (i - last.end) * bin <= maxGap) last.end = i + 1;
    else runs.push({ first: i, end: i + 1 });
    edgeSince = false;
  }
  return runs
    .filter(({ first, end }) => (end - first) * bin >= minLength)
    .map(({ first, end }) => ({
      start: cds.start + first * bin,
      end: cds.start + end * bin,
      mean: meanOf(cds.values.subarray(first, end)),
    }));
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += defined(values[i]);
  return sum / values.length;
}
