import type { TrackValues, TrackView } from '../../src-main/contract/index.ts';

/** Mean, min and max of the values in each bin of `bin` bp that overlaps `[start, end)`. */
export function naiveView(track: TrackValues, start: number, end: number, bin: number): TrackView {
  const trackEnd = track.start + track.values.length * track.info.bin;
  const [low, high] = [Math.max(start, track.start), Math.min(end, trackEnd)];
  const first = Math.floor(low / bin);
  const count = low < high ? Math.ceil(high / bin) - first : 0;
  const columns = { mean: column(count), min: column(count), max: column(count) };
  for (let i = 0; i < count; i++) {
    const held = valuesWithin(track, (first + i) * bin, (first + i + 1) * bin);
    if (held.length === 0) continue;
    columns.mean[i] = held.reduce((sum, value) => sum + value, 0) / held.length;
    columns.min[i] = Math.min(...held);
    columns.max[i] = Math.max(...held);
  }
  return { start: first * bin, bin, ...columns };
}

function column(length: number): Float32Array {
  return new Float32Array(length).fill(NaN);
}

function valuesWithin({ info, start, values }: TrackValues, from: number, to: number): number[] {
  const [a, b] = [(from - start) / info.bin, (to - start) / info.bin];
  return [...values.subarray(Math.max(a, 0), Math.max(b, 0))].filter((v) => !Number.isNaN(v));
}
