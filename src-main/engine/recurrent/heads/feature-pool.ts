import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import { wholeBins } from '../../../sequence/index.ts';
import type { EmbeddingPiece, EmbedPool, EmbedRequest, TokenRanges } from '../../jobs/index.ts';

/**
 * Pools per-base features over bins or ranges of tokens, from chunks that arrive in order. Sums are
 * kept in float64, so that the result does not depend on where chunks end.
 */
export class FeaturePool {
  /** The head's output that is pooled. */
  readonly output: 'features' | 'hidden';
  readonly width: number;
  readonly #pool: EmbedPool;
  readonly #ranges: TokenRanges;
  /** Number of the first range, as the reply counts. */
  readonly #first: number;
  /** Ranges that were taken. */
  #taken = 0;
  /** Ranges from the first one not taken on that have begun, `[width]` each. */
  readonly #begun: Float64Array[] = [];

  constructor(
    { features, pool, over }: EmbedRequest,
    network: Pick<Network, 'd' | 'hiddenWidth'>,
    interval: { readonly start: number; readonly end: number },
  ) {
    this.output = features === 'averaged' ? 'features' : 'hidden';
    this.width = features === 'averaged' ? network.d : network.hiddenWidth;
    this.#pool = pool;
    if (over.kind === 'ranges') {
      checkRanges(over, interval.end - interval.start);
      this.#ranges = over;
      this.#first = 0;
    } else {
      const { first, count } = wholeBins(interval, over.bp);
      const at = (i: number) => (first + i) * over.bp - interval.start;
      this.#ranges = {
        kind: 'ranges',
        starts: Int32Array.from({ length: count }, (_, i) => at(i)),
        ends: Int32Array.from({ length: count }, (_, i) => at(i + 1)),
      };
      this.#first = first;
    }
  }

  /** Whether a range has a token in `[start, end)`; asked of chunks in order. */
  wants(start: number, end: number): boolean {
    const { starts, ends } = this.#ranges;
    for (let i = this.#taken; i < starts.length && starts[i]! < end; i++) {
      if (ends[i]! > start) return true;
    }
    return false;
  }

  /**
   * Adds features `[tokens, width]` of the tokens from `start` on, none where none were wanted, and
   * takes out the ranges that are complete, as far as all before them are.
   */
  add(start: number, tokens: number, features: Float32Array | undefined): EmbeddingPiece {
    const end = start + tokens;
    const { starts, ends } = this.#ranges;
    for (let i = this.#taken; features && i < starts.length && starts[i]! < end; i++) {
      const from = Math.max(starts[i]!, start);
      const to = Math.min(ends[i]!, end);
      if (from < to) this.#poolInto(i, features, { from: from - start, to: to - start, start });
    }
    return this.#take(end);
  }

  #poolInto(
    i: number,
    features: Float32Array,
    { from, to, start }: { readonly from: number; readonly to: number; readonly start: number },
  ): void {
    const { width } = this;
    const values = this.#accumulator(i);
    const at = this.#position(i);
    if (at !== undefined) {
      const token = at - start;
      if (token >= from && token < to) {
        values.set(features.subarray(token * width, (token + 1) * width));
      }
      return;
    }
    const isMean = this.#pool === 'mean';
    for (let token = from, k = from * width; token < to; token++) {
      for (let c = 0; c < width; c++, k++) {
        const value = features[k]!;
        if (isMean) values[c]! += value;
        else if (value > values[c]!) values[c] = value;
      }
    }
  }

  /** The one token that range `i` is read at; undefined where all of them count. */
  #position(i: number): number | undefined {
    const start = defined(this.#ranges.starts[i]);
    const end = defined(this.#ranges.ends[i]);
    if (this.#pool === 'first') return start;
    if (this.#pool === 'last') return end - 1;
    return this.#pool === 'center' ? start + Math.floor((end - start) / 2) : undefined;
  }

  #accumulator(i: number): Float64Array {
    const before = this.#pool === 'max' ? -Infinity : 0;
    while (this.#begun.length <= i - this.#taken) {
      this.#begun.push(new Float64Array(this.width).fill(before));
    }
    return defined(this.#begun[i - this.#taken]);
  }

  #take(end: number): EmbeddingPiece {
    const { starts, ends } = this.#ranges;
    let to = this.#taken;
    while (to < ends.length && ends[to]! <= end) to++;
    const first = this.#taken;
    const values = new Float32Array((to - first) * this.width);
    for (const [row, sums] of this.#begun.splice(0, to - first).entries()) {
      const length = ends[first + row]! - starts[first + row]!;
      const scale = this.#pool === 'mean' ? 1 / length : 1;
      for (let c = 0; c < this.width; c++) values[row * this.width + c] = sums[c]! * scale;
    }
    this.#taken = to;
    return { first: this.#first + first, values };
  }
}

function checkRanges({ starts, ends }: TokenRanges, length: number): void {
  for (let i = 0; i < Math.max(starts.length, ends.length); i++) {
    const [start, end] = [starts[i] ?? NaN, ends[i] ?? NaN];
    if (start >= 0 && start < end && end <= length && start >= (starts[i - 1] ?? 0)) continue;
    throw new Error(`range ${i}, [${start}, ${end}), is not in order inside ${length} tokens`);
  }
}
