import type { Region } from '../../contract/index.ts';
import { contextColor, inks } from '../colors.ts';
import type { Pen } from '../pen.ts';
import { xOf, type Place } from '../place.ts';
import { textFont } from '../text.ts';

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
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.strokeStyle = inks.axis;
  pen.lineWidth = 1;
  const ends = { first: bpStart + 1, last: bpStart + pageWidth * bpPerPixel };
  for (let base = Math.floor(ends.first / step) * step; base <= ends.last; base += step) {
    tick(pen, x(base + step / 2), { foot, height: 3, width: pageWidth });
    if (base < 1) continue;
    tick(pen, x(base), { foot, height: 6, width: pageWidth });
    const text = label(base, step);
    const width = pen.measureText(text).width;
    // Shifted inside at an edge whose tick is in view: a label is whole there.
    const isSeen = x(base) >= seen.left && x(base) <= seen.right;
    const half = width / 2;
    const inside = Math.max(seen.left + half + 2, Math.min(seen.right - half - 2, x(base)));
    const isCut = x(base) - half < seen.right && x(base) + half > seen.left;
    if (!isSeen && (view === undefined || isCut)) continue;
    pen.fillStyle = inks.soft;
    pen.fillText(text, isSeen ? inside : x(base), foot - 9);
  }
  pen.textAlign = 'left';
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

function tick(
  pen: Pen,
  x: number,
  { foot, height, width }: { foot: number; height: number; width: number },
): void {
  if (x < 0 || x > width) return;
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
