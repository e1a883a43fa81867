import { scaleLinear } from 'd3-scale';
import { defined, type GenomePoint } from '../../contract/index.ts';
import type { Tick } from './axes.ts';
import type { Box } from './plot.ts';

/** Where variants stand on a genome. */
export interface VariantPlaces {
  /** The genome's contigs, in its order, with where their bases begin and end. */
  readonly contigs: readonly {
    readonly name: string;
    readonly start: number;
    readonly end: number;
  }[];
  /** Index into `contigs`; -1 where a variant stands on none of them. `[rows]` */
  readonly contig: Int32Array;
  /** First base, 0-based. `[rows]` */
  readonly position: Float64Array;
}

/** px between contigs. */
const gap = 4;

interface Part {
  readonly index: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** px */
  readonly left: number;
  readonly right: number;
}

export interface GenomeAxis {
  readonly title: string;
  readonly ticks: readonly Tick[];
  /** Contigs side by side, px; one where there is one. */
  readonly parts: readonly Part[];
  /** px of a base; NaN where its contig is not shown. */
  readonly x: (contig: number, position: number) => number;
  /** The base at px, of the nearest contig. */
  readonly at: (px: number) => GenomePoint;
}

/**
 * Contigs that have variants, side by side and as wide as they are long; of a single one only the part
 * that has them.
 */
export function genomeAxis(
  { contigs, contig, position }: VariantPlaces,
  { left, right }: Box,
): GenomeAxis {
  const spans = new Map<number, [number, number]>();
  for (let row = 0; row < contig.length; row++) {
    const [own, base] = [contig[row]!, position[row]!];
    if (own < 0 || base !== base) continue;
    const span = spans.get(own);
    if (!span) spans.set(own, [base, base]);
    else if (base < span[0]) span[0] = base;
    else if (base > span[1]) span[1] = base;
  }
  const indexes = [...spans.keys()].sort((a, b) => a - b);
  const extents = indexes.map((index) => {
    const { name, start, end } = defined(contigs[index]);
    if (indexes.length > 1) return { index, name, start, end };
    const [first, last] = defined(spans.get(index));
    const margin = Math.max(50, Math.ceil((last - first) * 0.02));
    return {
      index,
      name,
      start: Math.max(start, first - margin),
      end: Math.min(end, last + margin),
    };
  });
  const bases = extents.reduce((sum, { start, end }) => sum + end - start, 0);
  const room = right - left - gap * Math.max(0, extents.length - 1);
  let from = left;
  const parts = extents.map((extent): Part => {
    const width = ((extent.end - extent.start) / bases) * room;
    const part = { ...extent, left: from, right: from + width };
    from += width + gap;
    return part;
  });
  const byIndex = new Map(parts.map((part) => [part.index, part]));
  const [only] = parts;
  return {
    parts,
    ...(parts.length === 1 && only ? positions(only) : names(parts, { left, right })),
    x(index, base) {
      const part = byIndex.get(index);
      if (!part) return NaN;
      const share = (base - part.start) / (part.end - part.start);
      return part.left + share * (part.right - part.left);
    },
    at(px) {
      const part = parts.find((one) => px < one.right + gap / 2) ?? parts.at(-1);
      if (!part) return { contig: '', position: 0 };
      const share = Math.max(0, Math.min(1, (px - part.left) / (part.right - part.left)));
      const base = Math.round(part.start + share * (part.end - part.start));
      return { contig: part.name, position: Math.min(base, part.end - 1) };
    },
  };
}

/** Positions as people write them, from 1. */
function positions({ name, start, end, left, right }: Part): { title: string; ticks: Tick[] } {
  const span = end - start;
  const [unit, size] = span >= 2e6 ? ['Mbp', 1e6] : span >= 2e3 ? ['kbp', 1e3] : ['bp', 1];
  const scale = scaleLinear([(start + 1) / size, (end + 1) / size], [left, right]);
  const wanted = Math.max(2, Math.floor((right - left) / 90));
  const ticks = scale.ticks(wanted).map((value) => ({
    at: scale(value),
    text: value.toLocaleString('en-US', { maximumFractionDigits: 3 }),
  }));
  return { title: `Position on ${name}, ${unit}`, ticks };
}

/** Names in the middle of contigs; of short ones some are left out. */
function names(parts: readonly Part[], box: { readonly left: number; readonly right: number }) {
  // Wider than most: a name is measured by the pen, which is not here yet.
  const letter = 7;
  let free = 0;
  const ticks = parts.flatMap(({ name, left, right }): Tick[] => {
    const [middle, half] = [(left + right) / 2, (name.length * letter) / 2];
    const at = Math.min(middle, box.right + 10 - half);
    if (at - half < free) return [];
    free = at + half + 6;
    return [{ at, text: name }];
  });
  return { title: parts.length === 0 ? 'No variants' : 'Position, contig by contig', ticks };
}
