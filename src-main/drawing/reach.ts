import { absentColor, dashes } from './colors.ts';
import { gaps, patchwork, type Covering } from './patchwork.ts';
import type { Pen } from './pen.ts';
import { regionOf, xOf, type Place } from './place.ts';

/** Height of a row in which nothing is in view, px: its line is dashed through the middle. */
export const emptyHeight = 14;

/** px from one stroke of what is hatched to the next. */
const hatchStep = 7;

/** A thin dashed line through all that no source covers, and one at the foot of what some do. */
export function drawReach(pen: Pen, sources: readonly Covering[], place: Place): void {
  const region = regionOf(place);
  const patches = patchwork(sources, region);
  const at = xOf(place);
  const x = (position: number) => Math.round(Math.max(0, Math.min(place.width, at(position))));
  pen.fillStyle = '#d5dae0';
  for (const { start, end } of patches) {
    pen.fillRect(x(start), place.height - 1, x(end) - x(start), 1);
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
