import { defined } from '../../contract/index.ts';
import { CoordinateMap, seededRandom, type BaseEdit } from '../../sequence/index.ts';

/** A sequence with the errors of an unpolished draft assembly, and which of its bases are which. */
export interface Draft {
  readonly sequence: string;
  /** Insertions and deletions of one base, in order. */
  readonly edits: readonly BaseEdit[];
  readonly map: CoordinateMap;
}

/**
 * Puts insertions and deletions of single bases into a sequence at random, one in `every` bp on
 * average, as many of the one as of the other; the same for the same seed.
 */
export function makeDraft(
  sequence: string,
  { seed, every }: { readonly seed: number; readonly every: number },
): Draft {
  const random = seededRandom(seed);
  const edits: BaseEdit[] = [];
  for (let i = 0; i < sequence.length; i++) {
    if (random() >= 1 / every) continue;
    const isDeletion = random() < 0.5;
    const bases = isDeletion ? '' : defined('ACGT'[Math.floor(4 * random())]);
    edits.push({ start: i, end: isDeletion ? i + 1 : i, bases });
    // No edit touches the one before.
    i += 1;
  }
  let [draft, at] = ['', 0];
  for (const { start, end, bases } of edits) {
    draft += sequence.slice(at, start) + bases;
    at = end;
  }
  draft += sequence.slice(at);
  return {
    sequence: draft,
    edits,
    map: new CoordinateMap({ start: 0, end: sequence.length }, edits),
  };
}
