import { defined, type Prediction, type Region, type TrackValues } from '../../contract/index.ts';
import { binsOnContig, type ContigOrder } from './contig-order.ts';

/** A stretch of bins in ascending order, as columns. */
export interface BinBlock {
  readonly contig: string;
  /** Bases each value covers. */
  readonly span: number;
  /** First base of each bin, 0-based. */
  readonly starts: Uint32Array;
  readonly values: Float32Array;
}

/** Bins `first` to `stop` of one prediction's track are to be written. */
interface Stretch {
  readonly contig: string;
  readonly track: TrackValues;
  readonly first: number;
  readonly stop: number;
  /** Length of the contig in bp. */
  readonly length: number;
}

/**
 * One track over all predictions in genome order, every base at most once: where regions overlap,
 * the one that comes first keeps its bins. Bins of a track lie on one grid, so no bin is split,
 * save the last one of a contig, which is cut at the contig's end.
 */
export class TrackBins {
  /** Bins that were left out because an earlier region covers them. */
  readonly leftOut: number;
  /** Bins that will come, at most: those without a value do not. */
  readonly count: number;
  readonly #stretches: readonly Stretch[];

  constructor(predictions: readonly Prediction[], genome: ContigOrder, track: number) {
    this.#stretches = stretches(predictions, genome, track);
    this.leftOut = sum(this.#stretches.map(({ first }) => first));
    this.count = sum(this.#stretches.map(({ first, stop }) => stop - first));
  }

  /** Where bins are, in the genome's order. */
  regions(): Region[] {
    return this.#stretches.map(({ contig, track, first, stop, length }) => {
      const { bin } = track.info;
      const [start, end] = [track.start + first * bin, track.start + stop * bin];
      return { contig, start, end: Math.min(end, length) };
    });
  }

  /** How many bins with a finite value each prediction gives, in the genome's order. */
  finiteCounts(): number[] {
    return this.#stretches.map(({ track, first, stop }) => {
      let count = 0;
      for (let i = first; i < stop; i++) if (Number.isFinite(track.values[i])) count++;
      return count;
    });
  }

  /** The bins that have a finite value, in blocks of `size` or fewer; can be asked for again. */
  *blocks(size: number): Generator<BinBlock, void, undefined> {
    for (const stretch of this.#stretches) yield* stretchBlocks(stretch, size);
  }
}

function stretches(
  predictions: readonly Prediction[],
  genome: ContigOrder,
  track: number,
): Stretch[] {
  let contig: string | undefined;
  let covered = 0;
  return genome.sorted(predictions).map(({ region, tracks }) => {
    if (region.contig !== contig) covered = 0;
    contig = region.contig;
    const values = defined(tracks[track]);
    const length = defined(genome.lengthOf(contig));
    const stop = binsOnContig(values, length);
    const taken = Math.ceil((covered - values.start) / values.info.bin);
    const first = Math.min(stop, Math.max(0, taken));
    covered = Math.max(covered, values.start + stop * values.info.bin);
    return { contig, track: values, first, stop, length };
  });
}

function* stretchBlocks(stretch: Stretch, size: number): Generator<BinBlock, void, undefined> {
  const { contig, track, first, stop, length } = stretch;
  const { bin } = track.info;
  const whole = Math.min(stop, Math.floor((length - track.start) / bin));
  let next = first;
  while (next < whole) {
    const most = Math.min(size, whole - next);
    const starts = new Uint32Array(most);
    const values = new Float32Array(most);
    let filled = 0;
    for (; next < whole && filled < most; next++) {
      const value = track.values[next]!;
      if (!Number.isFinite(value)) continue;
      starts[filled] = track.start + next * bin;
      values[filled++] = value;
    }
    if (filled === 0) continue;
    yield {
      contig,
      span: bin,
      starts: starts.subarray(0, filled),
      values: values.subarray(0, filled),
    };
  }
  // The bin that the contig's end cuts has a span of its own.
  const last = track.values[whole];
  if (whole < first || whole >= stop || !Number.isFinite(last)) return;
  const start = track.start + whole * bin;
  const values = Float32Array.of(defined(last));
  yield { contig, span: length - start, starts: Uint32Array.of(start), values };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
