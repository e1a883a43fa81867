import type { BinPieces } from '../../engine/index.ts';

/** Bins of one track of an interval, some of them changed. */
export class BinValues {
  readonly #bin: number;
  readonly #reference: TrackPiece;
  readonly #track: number;

  /** `reference`: all bins of the interval; `track` counts over all heads. */
  constructor(reference: BinPieces, track: number, bin: number) {
    this.#reference = pieceOf(reference, track);
    this.#track = track;
    this.#bin = bin;
  }

  /** Number of the first bin, and one past the last. */
  get range(): { first: number; end: number } {
    const { first, values } = this.#reference;
    return { first, end: first + values.length };
  }

  /** Value of a bin; NaN where it has none. */
  at(bin: number, changed?: BinPieces): number {
    return this.#at(bin, changed && pieceOf(changed, this.#track));
  }

  /** The largest value of the bins that overlap `[start, end)`, bp; NaN where none has a value. */
  max({ start, end }: { start: number; end: number }, changed?: BinPieces): number {
    const piece = changed && pieceOf(changed, this.#track);
    let max = NaN;
    for (let bin = Math.floor(start / this.#bin); bin < Math.ceil(end / this.#bin); bin++) {
      const value = this.#at(bin, piece);
      if (!(value <= max) && !Number.isNaN(value)) max = value;
    }
    return max;
  }

  #at(bin: number, changed: TrackPiece | undefined): number {
    const own = changed && changed.values[bin - changed.first];
    return own ?? this.#reference.values[bin - this.#reference.first] ?? NaN;
  }
}

/** Bins of one track, from bin `first` of the contig on. */
interface TrackPiece {
  readonly first: number;
  readonly values: Float32Array;
}

function pieceOf(pieces: BinPieces, track: number): TrackPiece {
  let index = track;
  for (const { first, values } of pieces) {
    const own = values[index];
    if (own) return { first, values: own };
    index -= values.length;
  }
  throw new RangeError(`There is no track ${track} in ${pieces.length} pieces of bins.`);
}
