import { defined } from '../../../contract/index.ts';
import { activations, type TracksOutput } from '../../../model/index.ts';
import { wholeBins } from '../../../sequence/index.ts';
import type { BinPiece } from '../../jobs/index.ts';

/**
 * Means over bins of per-base values that arrive chunk by chunk, in order, then bias and activation.
 * The head is linear, so the mean may come after it. Bins cut by the interval's ends have no value.
 */
export class BinMeans {
  /** First whole bin, counted from base 0 of the contig. */
  readonly #first: number;
  readonly #count: number;
  readonly #bin: number;
  readonly #tracks: number;
  /** Where the head's values stand among those of one base. */
  readonly #columns: { readonly from: number; readonly of: number };
  readonly #bias: Float32Array;
  readonly #activate: (x: number) => number;
  /** Contig coordinate of token 0. */
  readonly #origin: number;
  readonly #sums: Float64Array;
  /** Bins that were taken. */
  #taken = 0;

  constructor(
    output: TracksOutput,
    bias: Float32Array,
    interval: { readonly start: number; readonly end: number },
    columns = { from: 0, of: output.tracks.length },
  ) {
    const { first, count } = wholeBins(interval, output.bin);
    this.#first = first;
    this.#count = count;
    this.#bin = output.bin;
    this.#tracks = output.tracks.length;
    this.#columns = columns;
    this.#bias = bias;
    this.#activate = activations[output.activation];
    this.#origin = interval.start;
    this.#sums = new Float64Array(count * this.#tracks);
  }

  /**
   * Adds values `[t, columns]` of the tokens from `start` on, which follow those of the last call, and
   * takes out the bins whose last base is among them.
   */
  add(start: number, values: Float32Array): BinPiece {
    const { from, of } = this.#columns;
    const bin = this.#bin;
    const position = this.#origin + start;
    const end = position + Math.floor(values.length / of);
    const first = Math.max(this.#first, Math.floor(position / bin));
    const last = Math.min(this.#first + this.#count, Math.ceil(end / bin));
    for (let at = first; at < last; at++) {
      const tokens = {
        start: Math.max(at * bin, position) - position,
        end: Math.min((at + 1) * bin, end) - position,
      };
      this.#addTo(at - this.#first, values, from + tokens.start * of, from + tokens.end * of);
    }
    const complete = Math.floor(end / bin) - this.#first;
    return this.#take(Math.min(Math.max(complete, 0), this.#count));
  }

  /** Adds the rows of values that begin at `from`, up to `to`, to a bin. */
  #addTo(bin: number, values: Float32Array, from: number, to: number): void {
    const { of } = this.#columns;
    for (let track = 0; track < this.#tracks; track++) {
      const place = bin * this.#tracks + track;
      let sum = this.#sums[place]!;
      for (let i = from + track; i < to + track; i += of) sum += values[i]!;
      this.#sums[place] = sum;
    }
  }

  #take(to: number): BinPiece {
    const from = this.#taken;
    this.#taken = to;
    const values = Array.from({ length: this.#tracks }, (_, track) =>
      Float32Array.from({ length: to - from }, (_, i) => this.#value(from + i, track)),
    );
    return { first: this.#first + from, values };
  }

  #value(bin: number, track: number): number {
    const sum = defined(this.#sums[bin * this.#tracks + track]);
    return this.#activate(sum / this.#bin + defined(this.#bias[track]));
  }
}
