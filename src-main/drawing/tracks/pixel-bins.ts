import type { Region } from '../../contract/index.ts';
import type { ValueBin } from './value-bars.ts';

/** Values along a contig, as columns; 0-based half-open. */
export interface SignalColumns {
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A value of a file, as a mean over its bases where it stands for more than one of the file's. */
export type SignalBin = Pick<ValueBin, 'start' | 'end' | 'value' | 'min' | 'max'>;

/**
 * The values by pixel: stretches that are wider stay as they are, of narrower ones their mean, weighted by
 * length, least and largest.
 */
export function pixelBins(
  { starts, ends, values }: SignalColumns,
  region: Omit<Region, 'contig'>,
  bpPerPixel: number,
): SignalBin[] {
  const bins: SignalBin[] = [];
  let open:
    { start: number; end: number; sum: number; bp: number; min: number; max: number } | undefined;
  const close = () => {
    if (!open) return;
    const { start, end, sum, bp, min, max } = open;
    bins.push({ start, end, value: sum / bp, min, max });
    open = undefined;
  };
  const pixel = (base: number) => Math.floor((base - region.start) / bpPerPixel);
  const order = Array.from({ length: starts.length }, (_, i) => i);
  order.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
  for (const i of order) {
    const start = Math.max(region.start, starts[i] ?? 0);
    const end = Math.min(region.end, ends[i] ?? 0);
    const value = values[i] ?? NaN;
    if (start >= end || Number.isNaN(value)) continue;
    if (end - start >= bpPerPixel) {
      close();
      bins.push({ start, end, value, min: value, max: value });
      continue;
    }
    if (open && pixel(open.start) !== pixel(start)) close();
    const bp = end - start;
    open = open
      ? {
          ...{ start: open.start, end: Math.max(open.end, end), sum: open.sum + value * bp },
          ...{ bp: open.bp + bp, min: Math.min(open.min, value), max: Math.max(open.max, value) },
        }
      : { start, end, sum: value * bp, bp, min: value, max: value };
  }
  close();
  return bins;
}
