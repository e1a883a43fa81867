import { defined } from '../../../contract/index.ts';
import { activations, type TrackHead } from '../../../model/index.ts';
import { wholeBins } from '../../../sequence/index.ts';
import type { BinPiece, TokenRange } from '../../jobs/index.ts';

/** The whole bins of one head that some stretches touch: sums, and how many tokens each has now. */
export class BinSums {
  readonly tracks: number;
  /** Tokens of the touched bins that follow each other, counted from the interval's start; in order. */
  readonly spans: readonly TokenRange[];
  readonly #head: TrackHead;
  readonly #origin: number;
  /** From the first touched bin to the last; those between that are not are as they were. */
  readonly #first: number;
  readonly #count: number;
  readonly #isTouched: Uint8Array;
  readonly #sums: Float64Array;
  readonly #tokens: Float64Array;

  /** `interval` on the contig; `changed` in tokens from its start, in order. */
  constructor(
    head: TrackHead,
    interval: { readonly start: number; readonly end: number },
    changed: readonly TokenRange[],
  ) {
    const { bin } = head.output;
    const whole = wholeBins(interval, bin);
    const { start: origin } = interval;
    const touched = changed
      .map(({ start, end }) => ({
        from: Math.max(whole.first, Math.floor((origin + start) / bin)),
        to: Math.min(whole.first + whole.count, Math.ceil((origin + end) / bin)),
      }))
      .filter(({ from, to }) => from < to);
    this.#head = head;
    this.#origin = origin;
    this.#first = touched[0]?.from ?? whole.first;
    this.#count = Math.max(0, ...touched.map(({ to }) => to - this.#first));
    this.tracks = head.bias.length;
    this.#isTouched = new Uint8Array(this.#count);
    for (const { from, to } of touched)
      this.#isTouched.fill(1, from - this.#first, to - this.#first);
    this.spans = this.#runs().map(({ from, to }) => ({
      start: (this.#first + from) * bin - origin,
      end: (this.#first + to) * bin - origin,
    }));
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
    for (let t = 0; t < positions.length; t++) {
      const b = Math.floor((this.#origin + positions[t]!) / bin) - this.#first;
      if (this.#isTouched[b] !== 1) continue;
      this.#tokens[b]! += 1;
      const from = t * columns.of + columns.from;
      for (let track = 0; track < n; track++) this.#sums[b * n + track]! += values[from + track]!;
    }
  }

  /** With those of the unchanged sequence between; NaN where all of a bin is deleted. */
  piece(unchanged: BinPiece | undefined): BinPiece {
    const { bias, output } = this.#head;
    const activate = activations[output.activation];
    const values = Array.from({ length: this.tracks }, (_, track) =>
      Float32Array.from({ length: this.#count }, (_, b) =>
        this.#isTouched[b] === 1 || unchanged === undefined
          ? activate(this.#sums[b * this.tracks + track]! / this.#tokens[b]! + bias[track]!)
          : defined(defined(unchanged.values[track])[this.#first + b - unchanged.first]),
      ),
    );
    return { first: this.#first, values };
  }

  #runs(): { from: number; to: number }[] {
    const runs: { from: number; to: number }[] = [];
    for (let b = 0; b < this.#count; b++) {
      if (this.#isTouched[b] !== 1) continue;
      const last = runs.at(-1);
      if (last?.to === b) last.to = b + 1;
      else runs.push({ from: b, to: b + 1 });
    }
    return runs;
  }
}
