import type { ActivityAuroc, DistanceRow } from './activity-auroc.ts';

/** `12 kbp`, `1,229 kbp` */
export function formatKilobases(length: number): string {
  return `${Math.round(length / 1_000).toLocaleString('en-US')} kbp`;
}

/** kbp: `0-2`, `120+` */
export function formatDistance({ from, to }: Pick<DistanceRow, 'from' | 'to'>): string {
  return to === Infinity ? `${from / 1_000}+` : `${from / 1_000}-${to / 1_000}`;
}

/** `0.979 (0.951-0.993)` */
export function formatAuroc({ auroc, interval }: ActivityAuroc): string {
  if (!interval) return auroc.toFixed(3);
  return `${auroc.toFixed(3)} (${interval.map((end) => end.toFixed(3)).join('-')})`;
}
