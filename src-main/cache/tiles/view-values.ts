import { defined, type TrackValues, type TrackView } from '../../contract/index.ts';
import { levelForZoom, levelsOf, overlap } from './levels.ts';
import { summarize } from './pyramid.ts';

/**
 * Values that are not stored as they are drawn where a pixel covers `bpPerPixel`: what
 * `PredictionCache.readView` would answer for them, bit for bit. Arrays of their own; at level 0 mean,
 * min and max are one and the same.
 *
 * @param from `[from, to)` in bp of the contig, 0-based half-open
 */
export function viewValues(
  { info, start, values }: TrackValues,
  from: number,
  to: number,
  bpPerPixel: number,
): TrackView {
  const levels = levelsOf({ bin: info.bin, start, count: values.length });
  const { level, bin, first } = levelForZoom(levels, bpPerPixel);
  const range = overlap(defined(levels[level]), from, to);
  // All that lies under the bins wanted, at every level below theirs.
  const cutStart = (first + range.from) * bin;
  const cutEnd = (first + range.to) * bin;
  const cut = levels.slice(0, level + 1).map((one) => {
    const under = overlap(one, cutStart, cutEnd);
    return { ...one, first: one.first + under.from, count: under.to - under.from };
  });
  const fine = defined(cut[0]);
  const offset = fine.first - defined(levels[0]).first;
  const mean = values.slice(offset, offset + fine.count);
  const view = [...summarize(mean, cut)].at(-1)?.summary ?? { mean, min: mean, max: mean };
  return { ...view, start: cutStart, bin };
}
