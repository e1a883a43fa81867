import { defined, type Span } from '../../../contract/index.ts';
import type { BaseEdit } from '../../../sequence/index.ts';

/** bp that are looked through together. */
const bucket = 1 << 18;

/** The edits of one contig, of which those near a place are found without looking at all. */
export class NearEdits<Edit extends BaseEdit> {
  readonly #edits: readonly Edit[];
  /** Numbers of those that start in each. */
  readonly #buckets = new Map<number, number[]>();
  #longest = 0;

  /** Edits in any order, which is kept. */
  constructor(edits: readonly Edit[]) {
    this.#edits = edits;
    for (const [i, { start, end }] of edits.entries()) {
      const place = Math.floor(start / bucket);
      const own = this.#buckets.get(place);
      if (own === undefined) this.#buckets.set(place, [i]);
      else own.push(i);
      this.#longest = Math.max(this.#longest, end - start);
    }
  }

  /** Those that change a base of a span, or put something in inside. */
  in({ start, end }: Span): Edit[] {
    const numbers: number[] = [];
    for (let b = Math.floor((start - this.#longest) / bucket); b * bucket < end; b++)
      numbers.push(...(this.#buckets.get(b) ?? []));
    return numbers
      .sort((a, b) => a - b)
      .map((number) => defined(this.#edits[number]))
      .filter((edit) => edit.start < end && edit.end > start);
  }
}
