import {
  shownRange,
  signalSettings,
  type HeadingRow,
  type Row,
} from '../../src-main/drawing/index.ts';
import type { RowPlace } from '../browser/index.ts';

/** Ends of a row's scale as they are written beside it; undefined where it has none. */
export function scaleEnds(
  row: Exclude<Row, HeadingRow>,
  { range }: RowPlace,
): { min: string; max: string } | undefined {
  if (!range || (row.kind === 'file' && !['signal', 'alignment'].includes(row.track.kind))) {
    return undefined;
  }
  const isSignal = row.kind === 'file' && row.track.kind === 'signal';
  const { log, flipped } = isSignal
    ? signalSettings(row.settings)
    : { log: row.settings.log ?? false, flipped: false };
  // The decades of igv's scale of depth begin at no reads.
  const isDepth = row.kind === 'file' && !isSignal;
  const { min, max } = shownRange(range, log && !isDepth);
  const [low, high] = [scaleNumber(min), scaleNumber(max)];
  return flipped ? { min: high, max: low } : { min: low, max: high };
}

/** In seven letters at most, so that what stands beside it need not move. */
function scaleNumber(value: number): string {
  return plain(value).replace('-', '−');
}

const units = [
  { least: 1e9, of: 1e9, letter: 'G' },
  { least: 1e6, of: 1e6, letter: 'M' },
  { least: 1e4, of: 1e3, letter: 'k' },
] as const;

function plain(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  const unit = units.find(({ least }) => size >= least);
  if (unit && size < 1e12) return `${Number((value / unit.of).toPrecision(3))}${unit.letter}`;
  if (size >= 1e12 || size < 1e-3) return shortPower(value);
  const digits = value < 0 && size < 1 ? 2 : 3;
  return Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumFractionDigits: 4 });
}

/** As 1e-4 or 1.2e-4. */
function shortPower(value: number): string {
  return value
    .toExponential(value < 0 ? 0 : 1)
    .replace('.0e', 'e')
    .replace('e+', 'e');
}
