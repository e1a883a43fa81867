import { MegabaseError } from '../../contract/index.ts';
import type { PlacedAlleles } from '../../sequence/index.ts';

/** Copies that are taken for there where no genotype tells. */
export const diploid = 2;

/** Copies that a genotype may have: a plant has up to twelve, a pool of samples more. */
export const maxCopies = 64;

interface Calls {
  count: number;
  /** Where the first stands in the file. */
  readonly first: string;
}

/**
 * How many copies the genotypes of a sample have. One of which no allele is known says nothing: callers
 * write `.` for a diploid one, and `./.` for a haploid one.
 */
export class CopyCounts {
  readonly #byCopies = new Map<number, Calls>();
  readonly #mostByContig = new Map<string, number>();

  /** Error: `usage` for more than `maxCopies`. */
  add({ haplotypes }: PlacedAlleles, contig: string, where: string): void {
    const { length } = haplotypes;
    if (length > maxCopies) {
      throw new MegabaseError(
        'usage',
        `The genotype at ${where} has ${copyCount(length)}; at most ${maxCopies} are read.`,
      );
    }
    if (haplotypes.every((allele) => allele === undefined)) return;
    const calls = this.#byCopies.get(length);
    if (calls === undefined) this.#byCopies.set(length, { count: 1, first: where });
    else calls.count++;
    this.#mostByContig.set(contig, Math.max(length, this.#mostByContig.get(contig) ?? 0));
  }

  /** Most copies that a genotype has; 0 where none is known. */
  get most(): number {
    return Math.max(0, ...this.#byCopies.keys());
  }

  /** How many haplotypes there are. */
  get expected(): number {
    return this.most === 0 ? diploid : this.most;
  }

  /** What is to be said where not every genotype has two copies, or another haplotype is asked for. */
  notes(haplotypes: readonly (number | undefined)[]): string[] {
    const { most } = this;
    if (most === 0)
      return ['No known genotypes: two copies are assumed, both identical to the reference.'];
    const notes: string[] = [];
    if (most === 1) notes.push('All genotypes have 1 copy, which is haplotype 1.');
    if (most > diploid) notes.push(`The genotypes have up to ${copyCount(most)}.`);
    const beyond = haplotypes.filter((haplotype = 1) => haplotype > most);
    if (beyond.length > 0)
      notes.push(
        `Haplotype ${beyond.join(', ')}: no genotype has this copy, so it is the reference.`,
      );
    for (const [copies, { count, first }] of [...this.#byCopies].sort(([a], [b]) => a - b)) {
      if (copies === most) continue;
      const on = copies === 1 ? 'haplotype 1 alone' : `haplotypes 1 to ${copies}`;
      notes.push(
        `Genotypes of ${copyCount(copies)}, where others have ${most}: ${count}. They are applied to ${on}; ` +
          `further haplotypes keep the reference there. First: ${first}.`,
      );
    }
    const contigs = [...this.#mostByContig].filter(([, copies]) => copies < most);
    const names = contigs.slice(0, 5).map(([name, copies]) => `${name} (${copies})`);
    if (contigs.length > names.length) names.push('...');
    if (names.length > 0) {
      notes.push(
        `Contigs whose genotypes all have fewer copies than ${most}: ${names.join(', ')}. ` +
          'Their further haplotypes are the reference.',
      );
    }
    return notes;
  }
}

/** `1 copy`, `4 copies`. */
export function copyCount(count: number): string {
  return count === 1 ? '1 copy' : `${count} copies`;
}
