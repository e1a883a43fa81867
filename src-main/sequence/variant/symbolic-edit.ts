import { reverseComplementOf } from '../complement.ts';
import { trimAlleles, type BaseEdit } from './edit.ts';
import { refuse, type SkipReason } from './skip-reason.ts';
import type { SymbolicAllele } from './symbolic.ts';

/** Bases that one symbolic allele may duplicate or invert. */
export const maxSymbolicBases = 10_000_000;

/** Bases of all long duplications and inversions of a file: whoever applies them together holds them all. */
const maxAll = 250_000_000;

/** Counts the bases of long duplications and inversions. */
export class SymbolicBases {
  #taken = 0;

  /** Undefined where so many more may be put in. */
  take(length: number): SkipReason | undefined {
    if (this.#taken + length > maxAll) {
      const message = `With those before it, it puts in more than ${maxAll} bases of the reference.`;
      return refuse('too-long', message);
    }
    this.#taken += length;
    return undefined;
  }
}

/** The edit in its shortest form; `letters` are the bases from `start` to `end`. */
export function symbolicEdit(
  kind: SymbolicAllele['kind'],
  { start, end, letters }: { start: number; end: number; letters: string },
): BaseEdit {
  if (kind === 'deletion') return { start, end, bases: '' };
  // A slice would keep all of the stretch that it was cut from.
  if (kind === 'tandem-duplication')
    return { start, end: start, bases: Buffer.from(letters, 'latin1').toString('latin1') };
  return { ...trimAlleles(start, letters, reverseComplementOf(letters)), isInverted: true };
}
