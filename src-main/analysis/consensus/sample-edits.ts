import { MegabaseError, type UnphasedChoice } from '../../contract/index.ts';
import type { VcfRecord } from '../../formats/vcf/index.ts';
import type { BaseEdit, PlacedAlleles } from '../../sequence/index.ts';
import { CopyCounts, copyCount, diploid } from './copy-counts.ts';

/** An edit and the variant it is of. */
export interface ConsensusEdit extends BaseEdit {
  /** `chr22:36201698:A>C`; of a symbolic allele as its record writes it, `chr22:36201698:A><DEL>`. */
  readonly id: string;
  /** Where it stands in the file, for messages. */
  readonly where: string;
}

/** One copy of the genome that is to be written. */
export interface HaplotypeEdits {
  /** From 1; undefined where the file has no samples. */
  readonly haplotype: number | undefined;
  /** By contig, in the file's order. */
  readonly byContig: Map<string, ConsensusEdit[]>;
}

/** Whose alleles are collected, and how they are put on haplotypes. */
export interface HaplotypeChoice {
  /** Its number in the header; undefined for the first ALT of every record. */
  readonly sample: number | undefined;
  /** From 1; all where undefined. */
  readonly haplotypes?: readonly number[] | undefined;
  readonly unphased: UnphasedChoice;
}

/** What the genotypes of a sample say, and what they leave open. */
export interface CollectedEdits {
  /** Those that were asked for, else as many as a genotype has copies; two where none is known. */
  readonly haplotypes: readonly HaplotypeEdits[];
  /** Absent where the file has no samples. */
  readonly copies: CopyCounts | undefined;
  /** Heterozygous genotypes without phase. */
  readonly unphased: number;
  /** Genotypes of which an allele is not known; the reference was left there. */
  readonly missing: number;
  /** Most phase sets (PS) that one contig has: what is on one haplotype holds within a set alone. */
  readonly phaseSets: number;
}

/** Phase sets of a contig that are told apart; more than one is what matters. */
const mostSets = 1000;

/**
 * The edits on each haplotype of a sample. A genotype of fewer copies than another's stands on the first
 * haplotypes, as bcftools has it: the others keep the reference there.
 */
export class SampleEdits {
  /** Those so far. */
  readonly haplotypes: HaplotypeEdits[];
  readonly #choice: HaplotypeChoice;
  readonly #copies: CopyCounts | undefined;
  readonly #chosen: readonly (number | undefined)[] | undefined;
  readonly #phaseSets = new Map<string, Set<string>>();
  #unphased = 0;
  #missing = 0;

  constructor(choice: HaplotypeChoice) {
    this.#choice = choice;
    this.#copies = choice.sample === undefined ? undefined : new CopyCounts();
    this.#chosen = this.#copies === undefined ? [undefined] : choice.haplotypes;
    this.haplotypes = this.#chosen?.map(withoutEdits) ?? [];
  }

  get sample(): number | undefined {
    return this.#choice.sample;
  }

  /**
   * The number of the allele that stands on each haplotype of a record, 0 the reference, undefined where
   * that is not known. Error: `usage` for a genotype of too many copies.
   */
  place(record: VcfRecord, placed: PlacedAlleles, where: string): (number | undefined)[] {
    const { state } = placed;
    if (state === 'unphased') this.#unphased++;
    if (state === 'missing') this.#missing++;
    this.#copies?.add(placed, record.contig, where);
    this.#growTo(placed.haplotypes.length);
    if (state === 'phased') this.#notePhaseSet(record);
    return this.haplotypes.map(({ haplotype = 1 }) =>
      alleleOn(haplotype, placed, this.#choice.unphased),
    );
  }

  /** Error: `usage` for a haplotype that no genotype has. */
  collected(): CollectedEdits {
    const copies = this.#copies;
    const sets = Math.max(0, ...[...this.#phaseSets.values()].map(({ size }) => size));
    const counted = { unphased: this.#unphased, missing: this.#missing, phaseSets: sets };
    if (copies === undefined) return { haplotypes: this.haplotypes, copies, ...counted };
    this.#growTo(copies.expected);
    // Of those beyond no allele is known anywhere.
    if (this.#chosen === undefined) this.haplotypes.length = copies.expected;
    const beyond = Math.max(0, ...(this.#choice.haplotypes ?? []));
    if (copies.most > 0 && beyond > Math.max(diploid, copies.most)) {
      throw new MegabaseError(
        'usage',
        `Haplotype ${beyond} was asked for; the genotypes have ${copyCount(copies.most)}.`,
      );
    }
    return { haplotypes: this.haplotypes, copies, ...counted };
  }

  #growTo(count: number): void {
    while (this.#chosen === undefined && this.haplotypes.length < count)
      this.haplotypes.push(withoutEdits(this.haplotypes.length + 1));
  }

  #notePhaseSet(record: VcfRecord): void {
    const set = record.field(this.#choice.sample ?? 0, 'PS') ?? '.';
    const known = this.#phaseSets.get(record.contig);
    if (known === undefined) this.#phaseSets.set(record.contig, new Set([set]));
    else if (known.size < mostSets) known.add(set);
  }
}

function withoutEdits(haplotype: number | undefined): HaplotypeEdits {
  return { haplotype, byContig: new Map() };
}

function alleleOn(
  haplotype: number,
  { state, haplotypes }: PlacedAlleles,
  unphased: UnphasedChoice,
): number | undefined {
  if (state !== 'unphased' || unphased === 'as-written') return haplotypes[haplotype - 1];
  return unphased === 'reference' ? 0 : haplotypes.find((allele) => allele !== 0);
}
