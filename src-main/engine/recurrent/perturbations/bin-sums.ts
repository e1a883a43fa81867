import { activations, type TrackHead } from '../../../model/index.ts';
import { wholeBins } from '../../../sequence/index.ts';
import type { BinPiece, TokenRange } from '../../jobs/index.ts';

/** The whole bins of one head that a stretch touches: sums, and how many tokens each has now. */
export class BinSums {
  readonly tracks: number;
  /** Tokens of all the bins, counted from the interval's start. */
  readonly span: TokenRange;
  readonly #head: TrackHead;
  readonly #origin: number;
  readonly #first: number;
  readonly #count: number;
  readonly #sums: Float64Array;
  readonly #tokens: Float64Array;

  /** `interval` on the contig; `changed` in tokens from its start. */
  constructor(
    head: TrackHead,
    interval: { readonly start: number; readonly end: number },
    changed: TokenRange,
  ) {
    const { bin } = head.output;
    const whole = wholeBins(interval, bin);
    const { start: origin } = interval;
    const first = Math.max(whole.first, Math.floor((origin + changed.start) / bin));
    const end = Math.min(whole.first + whole.count, Math.ceil((origin + changed.end) / bin));
    this.#head = head;
    this.#origin = origin;
    this.#first = first;
    this.#count = Math.max(0, end - first);
    this.tracks = head.bias.length;
    this.span = { start: first * bin - origin, end: (first + this.#count) * bin - origin };
    this.#sums = new Float64Array(this.#count * this.tracks);
    this.#tokens = new Float64Array(this.#count);
  }

  /** Adds values `[t, columns]` of tokens that stand at these positions of the unchanged sequence. */
  add(
    positions: Int32Array,
    values: Float32Array,
    columns: { readonly from: number; readonly of: number },
  ): void {
    const n = this.tracks;
    const { bin } = this.#head.output;
    for (const [t, position] of positions.entries()) {
      const b = Math.floor((this.#origin + position) / bin) - this.#first;
      if (b < 0 || b >= this.#count) continue;
      this.#tokens[b]! += 1;
      const from = t * columns.of + columns.from;
      for (let track = 0; track < n; track++) this.#sums[b * n + track]! += values[from + track]!;
    }
  }

  /** NaN where all of a bin is deleted. */
  piece(): BinPiece {
    const { bias, output } = this.#head;
    const activate = activations[output.activation];
    const values = Array.from({ length: this.tracks }, (_, track) =>
      Float32Array.from({ length: this.#count }, (_, b) =>
        activate(this.#sums[b * this.tracks + track]! / this.#tokens[b]! + bias[track]!),
      ),
    );
    return { first: this.#first, values };
  }
}
