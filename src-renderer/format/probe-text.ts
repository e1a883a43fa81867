import {
  count,
  counted,
  fixed,
  type Measure,
  type TrackReport,
} from '../../src-main/contract/index.ts';

/** `0.942 (0.929 to 0.953)` */
export function measureText({ value, low, high }: Measure): string {
  return `${measuredText(value)} (${measuredText(low)} to ${measuredText(high)})`;
}

/** `0.942`; a dash where there is no value, which JSON has as null. */
export function measuredText(value: number | null): string {
  return value === null || Number.isNaN(value) ? '-' : fixed(value);
}

/** `1,562 bins, 23 positive` */
export function binsText({ bins, positive }: TrackReport['training']): string {
  const all = counted(bins, 'bin');
  return positive === undefined ? all : `${all}, ${count(positive)} positive`;
}
