import { fixed, type Measure, type TrackReport } from '../../src-main/contract/index.ts';

/** `0.942 (0.929 to 0.953)`; a dash where there is no value. */
export function measureText({ value, low, high }: Measure): string {
  const text = (one: number | null) => (one === null || Number.isNaN(one) ? '-' : fixed(one));
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/** `1,562 bins, 23 positive` */
export function binsText({ bins, positive }: TrackReport['training']): string {
  const all = `${bins.toLocaleString('en-US')} bins`;
  return positive === undefined ? all : `${all}, ${positive.toLocaleString('en-US')} positive`;
}
