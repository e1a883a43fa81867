import { defined } from '../defined.ts';
const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size for people, in powers of 1,000: `1.23 GB`. */
export function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toPrecision(3)} ${defined(units[step])}`;
}
