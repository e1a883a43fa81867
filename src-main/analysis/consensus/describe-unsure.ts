import { defined, type UnphasedChoice } from '../../contract/index.ts';
import type { CollectedEdits } from './sample-edits.ts';

/** What was collected of a sample. */
export interface NamedEdits {
  /** Absent where the file has no samples. */
  readonly name: string | undefined;
  readonly collected: CollectedEdits;
}

/** Samples of which it is told how many copies they have. */
const shown = 5;

/** Notes on what the genotypes leave open, and what was done; of many samples together. */
export function describeUnsure(samples: readonly NamedEdits[], choice: UnphasedChoice): string[] {
  const isAlone = samples.length === 1;
  const copies = samples.flatMap(({ name, collected: { copies, haplotypes } }) =>
    (copies?.notes(haplotypes.map(({ haplotype }) => haplotype)) ?? []).map((note) =>
      isAlone ? note : `${name}: ${note}`,
    ),
  );
  const notes = isAlone ? copies : copies.slice(0, shown);
  if (notes.length < copies.length) {
    notes.push(`${copies.length - notes.length} more such notes on copies of genotypes.`);
  }
  const unphased = counted(samples, 'unphased');
  if (unphased !== undefined) {
    const isMore = samples.some(({ collected }) => (collected.copies?.most ?? 0) > 2);
    const all = isMore ? 'all' : 'both';
    const what = {
      'as-written': 'are placed as written, the first allele on haplotype 1',
      reference: `are left as the reference on ${all} haplotypes`,
      alternative: `have their alternative allele on ${all} haplotypes`,
    }[choice];
    notes.push(`Heterozygous genotypes without phase: ${unphased}. They ${what} (--unphased).`);
  }
  const sets = Math.max(0, ...samples.map(({ collected }) => collected.phaseSets));
  if (sets > 1) {
    notes.push(
      `Phase sets (PS) of one contig: ${sets}. Haplotype 1 of one may be haplotype 2 of another.`,
    );
  }
  const missing = counted(samples, 'missing');
  if (missing !== undefined)
    notes.push(`Genotypes that lack an allele: ${missing}. The reference stands there.`);
  return notes;
}

/** `12`; of several samples `12, in 2 of 3 samples, most (8) in ANNA`; undefined for none. */
function counted(samples: readonly NamedEdits[], what: 'unphased' | 'missing'): string | undefined {
  const counts = samples.map(({ collected }) => collected[what]);
  const sum = counts.reduce((all, one) => all + one, 0);
  if (sum === 0) return undefined;
  if (samples.length === 1) return String(sum);
  const some = counts.filter((one) => one > 0).length;
  const most = Math.max(...counts);
  const { name } = defined(samples[counts.indexOf(most)]);
  return `${sum}, in ${some} of ${samples.length} samples, most (${most}) in ${name}`;
}
