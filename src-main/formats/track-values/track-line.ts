import { oneLine } from '../output/index.ts';

/** `#rrggbb` as the `r,g,b` of BED and track lines. */
export function rgb(color: string): string {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff].join(',');
}

/** A value between double quotes; the format knows no escape, so quotes inside become single. */
export function quoted(text: string): string {
  return `"${oneLine(text).replaceAll('"', "'")}"`;
}
