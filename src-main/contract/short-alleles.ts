/** Letters of an allele that a printed table shows; the file has them all. */
const shownLetters = 12;

/**
 * The id of a variant for a printed table, long alleles cut short with their length behind them:
 * `chr2:101:ACGTACGTACGT…(1,234 bp)>A`.
 */
export function shortAlleles(id: string): string {
  const [, place, ref, alt] = /^(.*:\d+:)([^:>]*)>(.*)$/.exec(id) ?? [];
  if (place === undefined || ref === undefined || alt === undefined) return id;
  return `${place}${shortAllele(ref)}>${shortAllele(alt)}`;
}

function shortAllele(allele: string): string {
  // An ellipsis and a length would not be shorter.
  if (allele.length <= 2 * shownLetters) return allele;
  const length = allele.length.toLocaleString('en-US');
  return `${allele.slice(0, shownLetters)}…(${length} bp)`;
}
