/**
 * Where the window of `length` bp lies whose base number `floor(length / 2)`, counted from 0 in the order in
 * which the strand is read, is `anchor`. 0-based half-open; may reach beyond the contig.
 */
export function anchoredWindow(
  anchor: number,
  length: number,
  strand: '+' | '-',
): { start: number; end: number } {
  const before = Math.floor(length / 2);
  const start = strand === '+' ? anchor - before : anchor + before - length + 1;
  return { start, end: start + length };
}
