/** Bins of `bin` bp, aligned to base 0 of the contig, that lie wholly inside `[start, end)`. */
export function wholeBins(
  { start, end }: { readonly start: number; readonly end: number },
  bin: number,
): { first: number; count: number } {
  const first = Math.ceil(start / bin);
  return { first, count: Math.max(0, Math.floor(end / bin) - first) };
}
