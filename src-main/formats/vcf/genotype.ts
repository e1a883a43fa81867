/** What one sample has at a record. */
export interface Genotype {
  /** One number per copy: 0 the reference, 1 the first ALT, ...; undefined where the file says `.`. */
  readonly alleles: readonly (number | undefined)[];
  /** True where every allele but the first has a `|` before it; of one copy alone, too. */
  readonly phased: boolean;
}

/** `0|1`, `1/1`, `.`, `1`, and with a sign before the first allele as VCF 4.4 allows it. */
const genotypePattern = /^[/|]?(?:\d+|\.)(?:[/|](?:\d+|\.))*$/;

/** Reads the text of a GT field; undefined where it is none. */
export function parseGenotype(text: string): Genotype | undefined {
  if (!genotypePattern.test(text)) return undefined;
  const plain = /^[/|]/.test(text) ? text.slice(1) : text;
  const alleles = plain
    .split(/[/|]/)
    .map((allele) => (allele === '.' ? undefined : Number(allele)));
  return { alleles, phased: !plain.includes('/') };
}
