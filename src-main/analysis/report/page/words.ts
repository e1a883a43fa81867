/** Numbers and places as a report writes them. */

import { basePairs, count, fixed, isNothing, type TrackInfo } from '../../../contract/index.ts';

/** A threshold: `0.1`. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** `2,278 bp left`: of a table, whose columns are narrow. */
export function shortDistance(distance: number): string {
  if (distance === 0) return '0 bp';
  return `${basePairs(Math.abs(distance))} ${distance < 0 ? 'left' : 'right'}`;
}

/** A change, always with its sign: `−0.973`; `≈ 0` of what has no digit to show. */
export function signed(value: number): string {
  if (isNothing(value)) return '≈ 0';
  return `${value < 0 ? '−' : '+'}${amount(Math.abs(value))}`;
}

/** A value of a track: three decimals, of large ones fewer. */
export function amount(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return `${value < 0 ? '−' : ''}${count(Math.round(size))}`;
  return fixed(value, size >= 100 ? 1 : 3).replace('-', '−');
}

/** `25,300 bp to the right` */
export function distanceText(distance: number): string {
  if (distance === 0) return 'at the same place';
  return `${basePairs(Math.abs(distance))} to the ${distance < 0 ? 'left' : 'right'}`;
}

/** Of a share: `12 %`, `0.4 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value === 0 || value >= 10 ? value.toFixed(0) : value.toPrecision(1)} %`;
}

/** `1 December 2026, 14:43 UTC` */
export function dayText(iso: string): string {
  const day = new Date(iso);
  const date = day.toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  });
  return `${date}, ${iso.slice(11, 16)} UTC`;
}

/** `Promoter (probability, 0 to 1)` */
export function trackText({ label, unit }: Pick<TrackInfo, 'label' | 'unit'>): string {
  return `${label} (${unitText(unit)})`;
}

export function unitText(unit: string): string {
  return unit === 'probability' ? 'probability, 0 to 1' : unit === '' ? 'no unit' : unit;
}
