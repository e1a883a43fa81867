/** Share of a bin's letters from which on nothing is known there, if they are no bases. */
const gapShare = 0.5;

/**
 * Makes the labels of gaps, bins that are half N or more, unknown in every column: what is not known
 * of the sequence is no easy negative. Returns how many there were.
 *
 * @param columns `[tracks][bins]`, changed in place
 * @param letters of all the bins
 */
export function forgetGaps(columns: readonly Float32Array[], letters: string, bin: number): number {
  let gaps = 0;
  for (let i = 0; (i + 1) * bin <= letters.length; i++) {
    const bases = letters.slice(i * bin, (i + 1) * bin).replaceAll(/[^ACGT]/gi, '').length;
    if (bin - bases < gapShare * bin) continue;
    for (const column of columns) column[i] = NaN;
    gaps += 1;
  }
  return gaps;
}
