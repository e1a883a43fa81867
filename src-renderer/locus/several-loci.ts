import { formatRegion, type Region } from '../../src-main/contract/index.ts';
import { isVariant } from './locus-text.ts';

const between = ' | ';

/** As the address and the project hold what is seen side by side. */
export function formatLoci(loci: readonly Region[]): string {
  return loci.map(formatRegion).join(between);
}

/**
 * What a person asks to see side by side: parts between bars, semicolons or commas with a space beside them, for
 * names of contigs have bars, and regions with a colon or names between spaces. One part where the text
 * is one place.
 */
export function splitLoci(text: string): string[] {
  const barred = text.split(/\s+\|\s+|[;,]\s+/).map((part) => part.trim());
  const parts = barred.filter(Boolean);
  if (parts.length !== 1) return parts;
  const words = text.trim().split(/\s+/);
  // `chr1 1000 2000`, `chr1 5k-10k`, `chr1:1000 - 2000` and `chr1:1000 A>C` are one.
  const isOne =
    words.length < 2 || isVariant(text) || words.some((word) => /^[-\d][\d,.kKmM-]*$/.test(word));
  return isOne ? parts : words;
}
