import type { Region } from '../../../src-main/contract/index.ts';
import {
  arcMaker,
  rowsOf,
  type Arc,
  type EffectChoice,
  type EffectSpec,
} from '../../../src-main/drawing/index.ts';

/** px by which a pointer may miss. */
const reach = 5;

/**
 * px from a point to an arc, along the shorter way; infinite beside it. The curve is
 * x = from + (to - from)(3t² - 2t³), y = foot - 4 rise t(1 - t).
 */
function distanceTo({ from, to, foot, rise }: Arc, x: number, y: number): number {
  const width = to - from;
  const share = width === 0 ? NaN : (x - from) / width;
  if (!(share >= 0 && share <= 1)) {
    const foot1 = Math.hypot(x - from, y - foot);
    return Math.min(foot1, Math.hypot(x - to, y - foot));
  }
  const t = 0.5 - Math.sin(Math.asin(1 - 2 * share) / 3);
  const dx = width * 6 * t * (1 - t);
  const dy = -4 * rise * (1 - 2 * t);
  const off = y - (foot - 4 * rise * t * (1 - t));
  // The tangent stands for the curve, which is good near it.
  return dx === 0 && dy === 0 ? Math.abs(off) : (Math.abs(off) * Math.abs(dx)) / Math.hypot(dx, dy);
}

/** What stands at a point of the track: a target or an element of the lane, or the nearest arc. */
export function choiceAt(
  spec: EffectSpec,
  height: number,
  place: { readonly position: number; readonly y: number; readonly bpPerPixel: number },
): EffectChoice | undefined {
  const { elements, targets } = spec.numbers;
  const { position, y, bpPerPixel } = place;
  const pixel = (base: number) => (base - position) / bpPerPixel;
  const { feet, knownFeet } = rowsOf(spec, height);
  if (y >= feet && y <= knownFeet) {
    const target = nearest(targets, pixel);
    if (target !== undefined) return { kind: 'target', target };
    const element = nearest(elements, pixel);
    return element === undefined ? undefined : { kind: 'element', element };
  }
  const arcs = arcMaker(spec, height, pixel);
  let best = reach;
  let found: EffectChoice | undefined;
  for (const link of spec.links) {
    const { element, target } = link;
    const distance = distanceTo(arcs.predicted(link), 0, y);
    if (distance > best || (distance === best && found)) continue;
    best = distance;
    found = { kind: 'link', element, target };
  }
  return found;
}

/** Index of the region that is nearest to 0 px, if one is near. */
function nearest(regions: readonly Region[], pixel: (base: number) => number): number | undefined {
  let best = reach;
  let found: number | undefined;
  for (const [index, { start, end }] of regions.entries()) {
    const distance = Math.max(pixel(start), -pixel(end), 0);
    if (distance > best || (distance === best && found !== undefined)) continue;
    best = distance;
    found = index;
  }
  return found;
}
