/** What a sample has at a record; the reader's genotype is one. */
export interface SampleAlleles {
  readonly alleles: readonly (number | undefined)[];
  readonly phased: boolean;
}

/** Which allele stands on which haplotype. */
export interface PlacedAlleles {
  /**
   * `homozygous`: the same on every copy, phased or not. `haploid`: one copy alone. `phased`: told
   * apart by `|`. `unphased`: they differ, and which haplotype has which is not known. `missing`: an
   * allele, or all of the genotype, is not known.
   */
  readonly state: 'homozygous' | 'haploid' | 'phased' | 'unphased' | 'missing';
  /**
   * Allele number by haplotype, 0 the reference, undefined where it is not known: as many as the
   * genotype has copies. Haplotype 1 is the first, which a single copy stands on. Where `unphased`, as
   * the file orders them, which says nothing.
   */
  readonly haplotypes: readonly (number | undefined)[];
}

/** Places the alleles of a genotype on the haplotypes; undefined is a record without one. */
export function placeAlleles(genotype: SampleAlleles | undefined): PlacedAlleles {
  const [first, ...others] = genotype?.alleles ?? [];
  const haplotypes = genotype?.alleles ?? [];
  if (genotype === undefined || haplotypes.length === 0 || haplotypes.includes(undefined)) {
    return { state: 'missing', haplotypes };
  }
  if (others.length === 0) return { state: 'haploid', haplotypes };
  if (others.every((allele) => allele === first)) return { state: 'homozygous', haplotypes };
  return { state: genotype.phased ? 'phased' : 'unphased', haplotypes };
}
