import type { Region } from '../contract/index.ts';
import { absentColor, dashes, inks } from './colors.ts';
import { gaps, patchwork, type Covering } from './patchwork.ts';
import type { Pen } from './pen.ts';
import { regionOf, xOf, type Place } from './place.ts';

/** Height of a row in which nothing is to be seen, px: its line is dashed through the middle. */
export const emptyHeight = 14;

/** Share of a view below which a map of bases is a speck there, and no picture. */
export const leastMapShare = 0.05;

/** Whether nothing that holds values is in view, or less than `leastShare` of the view. */
export function isOutOfView(sources: readonly Covering[], region: Region, leastShare = 0): boolean {
  const seen = patchwork(sources, region).reduce((sum, { start, end }) => sum + end - start, 0);
  return seen === 0 || seen < leastShare * (region.end - region.start);
}

/** px from one stroke of what is hatched to the next. */
const hatchStep = 7;

/** px of the bar that stands in such a row for what is too narrow there to be drawn. */
const speck = { width: 4, height: 8 };

/** A thin dashed line through all that no source covers, and one at the foot of what some do. */
export function drawReach(pen: Pen, sources: readonly Covering[], place: Place): void {
  const region = regionOf(place);
  const patches = patchwork(sources, region);
  const at = xOf(place);
  const x = (position: number) => Math.round(Math.max(0, Math.min(place.width, at(position))));
  const isThin = place.height <= emptyHeight;
  pen.fillStyle = isThin ? inks.axis : '#d5dae0';
  for (const { start, end } of patches) {
    const width = x(end) - x(start);
    if (!isThin) pen.fillRect(x(start), place.height - 1, width, 1);
    else
      pen.fillRect(
        x(start),
        (place.height - speck.height) / 2,
        Math.max(width, speck.width),
        speck.height,
      );
  }
  pen.strokeStyle = absentColor;
  pen.lineWidth = 1;
  pen.setLineDash([...dashes.absent]);
  const middle = Math.floor(place.height / 2) + 0.5;
  for (const [start, end] of gaps(patches, region.start, region.end)) {
    if (x(end) - x(start) < 1) continue;
    pen.beginPath();
    pen.moveTo(x(start), middle);
    pen.lineTo(x(end), middle);
    pen.stroke();
  }
  pen.setLineDash([]);
}

/** Hatches stretches from `top` to `bottom`, px: they were read, and there is no value. */
export function hatch(
  pen: Pen,
  stretches: readonly (readonly [start: number, end: number])[],
  { top, bottom, ...place }: Place & { readonly top: number; readonly bottom: number },
): void {
  const height = bottom - top;
  const x = xOf(place);
  pen.strokeStyle = absentColor;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const [start, end] of stretches) {
    const [left, right] = [Math.max(0, x(start)), Math.min(place.width, x(end))];
    for (let foot = left - height; foot < right; foot += hatchStep) {
      const [from, to] = [Math.max(left, foot), Math.min(right, foot + height)];
      pen.moveTo(from, bottom - (from - foot));
      pen.lineTo(to, bottom - (to - foot));
    }
  }
  pen.stroke();
}
