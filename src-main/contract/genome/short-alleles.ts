/** Letters of an allele that a printed table shows; the file has them all. */
const shownLetters = 12;

/**
 * The id of a variant for a printed table, long alleles cut short with their length behind them:
 * `chr2:101:ACGTACGTACGT…(1,234 bp)>A`.
 */
export function shortAlleles(id: string): string {
  const [, place, change] = /^(.*:\d+:)([^:>]*>.*)$/.exec(id) ?? [];
  return place === undefined || change === undefined ? id : place + shortChange(change);
}

/** The same of what changes alone: `ACGTACGTACGT…(1,234 bp)>A`. */
export function shortChange(change: string): string {
  return change.split(/>(.*)/, 2).map(shortAllele).join('>');
}

function shortAllele(allele: string): string {
  // An ellipsis and a length would not be shorter.
  if (allele.length <= 2 * shownLetters) return allele;
  const length = allele.length.toLocaleString('en-US');
  return `${allele.slice(0, shownLetters)}…(${length} bp)`;
}
