import { defined, type Region, type Span } from '../contract/index.ts';

/** What some regions cover together, contig by contig. */
export class RegionSet {
  readonly #spans = new Map<string, Span[]>();

  /** Regions may overlap, and come in any order. */
  constructor(regions: readonly Region[]) {
    const sorted = [...regions].sort((a, b) => a.start - b.start);
    for (const { contig, start, end } of sorted) {
      const spans = this.#spans.get(contig) ?? [];
      this.#spans.set(contig, spans);
      const last = spans.at(-1);
      if (last === undefined || last.end < start) spans.push({ start, end });
      else spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    }
  }

  /** Of a contig, in order and apart. */
  spansOf(contig: string): readonly Span[] {
    return this.#spans.get(contig) ?? [];
  }

  /** In order and apart, what of a region is covered. */
  within({ contig, start, end }: Region): Region[] {
    return this.spansOf(contig)
      .filter((span) => span.start < end && span.end > start)
      .map((span) => ({
        contig,
        start: Math.max(start, span.start),
        end: Math.min(end, span.end),
      }));
  }

  /** Whether any of its bases is covered. */
  overlaps({ contig, start, end }: Region): boolean {
    const spans = this.spansOf(contig);
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (defined(spans[middle]).end > start) high = middle;
      else low = middle + 1;
    }
    const found = spans[low];
    return found !== undefined && found.start < end;
  }
}
