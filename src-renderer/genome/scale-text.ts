import { shownRange, type HeadingRow, type Row } from '../../src-main/drawing/index.ts';
import type { RowPlace } from '../browser/index.ts';

/** Ends of a row's scale as they are written beside it; undefined where it has none. */
export function scaleEnds(
  row: Exclude<Row, HeadingRow>,
  { range }: RowPlace,
): { min: string; max: string } | undefined {
  if (!range || (row.kind === 'file' && !['signal', 'alignment'].includes(row.track.kind))) {
    return undefined;
  }
  const { min, max } = shownRange(range, row.settings.log ?? false);
  return { min: short(min).replace('-', '−'), max: short(max).replace('-', '−') };
}

function short(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(1);
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 4 });
}
