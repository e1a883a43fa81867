import { basePairs, formatBytes } from '../../src-main/contract/index.ts';

/** Bases at a glance: `1 Mbp`, `126 kbp`. */
export function roughBasePairs(length: number): string {
  if (length >= 1e6) return `${trim(length / 1e6)} Mbp`;
  if (length >= 1e3) return `${trim(length / 1e3)} kbp`;
  return basePairs(length);
}

/** A span of time: `22 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Share of a whole: `41 %`. */
export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** A predicted value with its unit: `0.873 probability`. */
export function valueWithUnit(value: number, unit: string): string {
  return `${shortValue(value)} ${unit}`.trim();
}

function shortValue(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 0.001 || size >= 10_000 ? value.toExponential(2) : value.toPrecision(3);
}

/** A day and time as this machine writes them. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? iso
    : time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export const bytes = formatBytes;

function trim(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US');
}
