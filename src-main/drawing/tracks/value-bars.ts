import type { Pen } from '../pen.ts';
import type { Range } from '../value-scale.ts';

/** A value of a stretch of a contig, as wide as a pixel at least; 0-based half-open. */
export interface ValueBin {
  readonly start: number;
  readonly end: number;
  /** Mean over its bases; `min` and `max` are their extremes. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Index of the answer it belongs to: 0, or 1 where two are compared. */
  readonly layer: number;
  /** What stands there, in capitals, where it is drawn as a letter. */
  readonly base?: string | undefined;
}

/** Where a row of values draws. */
export interface Plot {
  readonly pen: Pen;
  readonly width: number;
  /** px at which a base, or a value, stands. */
  readonly x: (position: number) => number;
  readonly y: (value: number) => number;
  /** px of the line that bars stand on: of zero, or of the end of the scale that is nearest. */
  readonly base: number;
  readonly top: number;
  readonly bottom: number;
  readonly share: (value: number) => number;
}

export interface Bar extends Range {
  /** Whole px: between two that share one the page would shine through. */
  readonly left: number;
  readonly right: number;
  /** Mean. */
  readonly value: number;
}

/** A bar a bin, or for all that begin on one pixel. */
export function barsOf(bins: readonly ValueBin[], x: Plot['x']): Bar[] {
  const bars: Bar[] = [];
  let bp = 0;
  for (const { start, end, value, min, max } of bins) {
    const [left, right] = [Math.round(x(start)), Math.round(x(end))];
    const last = bars.at(-1);
    const own = end - start;
    if (last?.left !== left) {
      bars.push({ left, right, value, min, max });
      bp = own;
      continue;
    }
    bp += own;
    bars[bars.length - 1] = {
      ...{
        left,
        // What shares its first pixel with others has the rest of its own.
        right: Math.max(last.right, Math.min(right, left + 1)),
        value: last.value + ((value - last.value) * own) / bp,
      },
      ...{ min: Math.min(last.min, min), max: Math.max(last.max, max) },
    };
    if (right <= left + 1) continue;
    bars.push({ left: left + 1, right, value, min, max });
    bp = own;
  }
  return bars;
}
