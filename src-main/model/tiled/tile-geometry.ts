import type { Span } from '../../contract/index.ts';
import type { TileForm } from './shape.ts';

/**
 * How far tiles of a row, of which the first centre begins at `from`, begin before it: half of what they
 * have to spare, more or less of it at an end of the sequence, in whole bins.
 */
export function shiftOf(
  { centre, bin }: TileForm,
  row: { from: number; to: number; count: number; length: number },
): number {
  const spare = row.count * centre - (row.to - row.from);
  const beyond = spare - (row.length - row.to);
  const wanted = Math.max(Math.floor(spare / 2), Math.ceil(beyond / bin) * bin);
  return Math.max(0, Math.floor(Math.min(wanted, row.from, spare) / bin) * bin);
}

/** What counts of the tiles of a grid from `from` to `to` that read some of a span, or adjoin it. */
export function touchedCells(
  { centre, margin }: Pick<TileForm, 'centre' | 'margin'>,
  whole: Span,
  { start, end }: Span,
): Span {
  const cell = (position: number) => Math.floor((position - whole.start) / centre);
  const last = Math.max(start, end - 1);
  const from = whole.start + Math.max(0, cell(start - margin)) * centre;
  const to = whole.start + (1 + Math.max(0, cell(last + margin))) * centre;
  return { start: Math.min(from, whole.end), end: Math.min(to, whole.end) };
}
