import type { Region } from '../contract/index.ts';
import { contextColor, inks } from './colors.ts';
import type { Pen } from './pen.ts';
import { xOf, type Place } from './place.ts';
import { textFont } from './text.ts';

/** Least distance between two labels, px. */
const leastStep = 96;

interface Ruler {
  /** What was read, drawn as bands with their ends. */
  readonly reads: readonly Region[];
  /** px between which the place is in view, where not all of it is. */
  readonly view?: { readonly left: number; readonly right: number } | undefined;
}

/** Bases numbered from 1, with complete labels, above a line; below it what was read. */
export function drawRuler(pen: Pen, { reads, view }: Ruler, place: Place): void {
  const { bpStart, bpPerPixel, width: pageWidth, height } = place;
  const seen = view ?? { left: 0, right: pageWidth };
  const foot = height - 8;
  // A tick stands in the middle of its base, which is numbered from 1.
  const x = (base: number) => Math.round((base - 0.5 - bpStart) / bpPerPixel) + 0.5;
  const step = stepFor(leastStep * bpPerPixel);
  pen.font = textFont;
  pen.textAlign = 'left';
  pen.textBaseline = 'alphabetic';
  pen.strokeStyle = inks.axis;
  pen.lineWidth = 1;
  const ends = { first: bpStart + 1, last: bpStart + pageWidth * bpPerPixel };
  for (let base = Math.floor(ends.first / step) * step; base <= ends.last; base += step) {
    tick(pen, x(base + step / 2), foot, 3);
    if (base < 1) continue;
    tick(pen, x(base), foot, 6);
    const text = label(base, step);
    const width = pen.measureText(text).width;
    const left = x(base) - width / 2;
    // Shifted inside at an edge whose tick is in view: a label is whole there.
    const isSeen = x(base) >= seen.left && x(base) <= seen.right;
    const inside = Math.max(seen.left + 2, Math.min(seen.right - width - 2, left));
    if (!isSeen && left < seen.right && left + width > seen.left) continue;
    pen.fillStyle = inks.soft;
    pen.fillText(text, isSeen ? inside : left, foot - 9);
  }
  pen.beginPath();
  pen.moveTo(0, foot + 0.5);
  pen.lineTo(pageWidth, foot + 0.5);
  pen.stroke();
  const at = xOf(place);
  const edge = (position: number) => Math.max(-2, Math.min(pageWidth + 2, at(position)));
  pen.fillStyle = contextColor;
  for (const { contig, start, end } of reads) {
    if (contig !== place.contig) continue;
    const [left, right] = [edge(start), edge(end)];
    if (right - left < 1) continue;
    pen.fillRect(left, foot + 3, right - left, 2);
    pen.fillRect(left, foot + 1, 2, 6);
    pen.fillRect(right - 2, foot + 1, 2, 6);
  }
}

function tick(pen: Pen, x: number, foot: number, height: number): void {
  pen.beginPath();
  pen.moveTo(x, foot - height);
  pen.lineTo(x, foot);
  pen.stroke();
}

/** The least of 1, 2, 5, 10, ... bp that is not below. */
export function stepFor(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10;
  return Math.max(1, step * power);
}

/** `280 kb`, `1.25 Mb`, `314,200`: as short as the step between labels lets it be exact. */
export function label(base: number, step: number): string {
  const written = (unit: number) =>
    (base / unit).toLocaleString('en-US', { maximumFractionDigits: 6 });
  if (step >= 1e4 && base >= 1e6) return `${written(1e6)} Mb`;
  return step >= 1e3 ? `${written(1e3)} kb` : written(1);
}
