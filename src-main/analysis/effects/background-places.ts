import { defined, type Span } from '../../contract/index.ts';
import { seededRandom, tokenOf } from '../../sequence/index.ts';

/** bp on each side of an element in which random places are drawn, and at least so many of its lengths. */
export const placeReach = { bp: 10_000, lengths: 20 };

/** Draws of a place until one is free and new; where there is next to no room, fewer places are found. */
const tries = 50;

/** A sequence in which places are drawn. Coordinates are tokens of it. */
export interface PlaceSource {
  readonly tokens: Uint8Array;
  /** Where places may lie. */
  readonly within: Span;
  /** Contig coordinate of the first token: the same element draws the same, however much is read. */
  readonly start: number;
}

/**
 * Draws random places of each element's length near it, none twice: without N, apart from all elements, or, where
 * elements cover half of what is near, from the element itself.
 *
 * @param elements all of a run, in any order
 */
export class BackgroundPlaces {
  readonly #source: PlaceSource;
  readonly #elements: readonly Span[];

  constructor(source: PlaceSource, elements: readonly Span[]) {
    this.#source = source;
    this.#elements = joinSpans(elements);
  }

  /** At most `count` places for one element. */
  near(element: Span, count: number): Span[] {
    const { tokens, within, start: origin } = this.#source;
    const length = element.end - element.start;
    const side = Math.max(placeReach.bp, placeReach.lengths * length);
    const from = Math.max(within.start, element.start - side);
    const to = Math.min(within.end, element.end + side);
    const room = to - from - length + 1;
    const others = this.#overlapping({ start: from, end: to });
    const covered = others.reduce(
      (sum, { start, end }) => sum + Math.min(end, to) - Math.max(start, from),
      0,
    );
    const taken = covered * 2 < room ? others : [element];
    const random = seededRandom(origin + element.start + 31 * length);
    const places = new Map<number, Span>();
    for (let draw = 0; room > 0 && draw < count * tries && places.size < count; draw++) {
      const start = from + Math.floor(random() * room);
      const end = start + length;
      const isTaken = taken.some((one) => one.start < end && one.end > start);
      if (isTaken || tokens.subarray(start, end).includes(tokenOf.N)) continue;
      places.set(start, { start, end });
    }
    return [...places.values()];
  }

  #overlapping({ start, end }: Span): Span[] {
    const found: Span[] = [];
    let next = firstEndingAfter(this.#elements, start);
    for (; next < this.#elements.length; next++) {
      const one = defined(this.#elements[next]);
      if (one.start >= end) break;
      found.push(one);
    }
    return found;
  }
}

/** Sorted; those that overlap or adjoin are one. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || start > last.end) joined.push({ start, end });
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return joined;
}

/** Index of the first of sorted spans that ends after a place; their number where none does. */
function firstEndingAfter(spans: readonly Span[], place: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (defined(spans[middle]).end > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
