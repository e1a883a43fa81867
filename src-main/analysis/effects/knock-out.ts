import type { KnockOut } from '../../contract/index.ts';
import type { PerturbationTask } from '../../engine/index.ts';
import { seededRandom, shufflePairs, tokenOf } from '../../sequence/index.ts';

/**
 * What to compute to know tokens `[start, end)` of a sequence knocked out: one edit, or one for each
 * shuffle. The seed is the shuffle's number, so the same element gives the same shuffles.
 */
export function knockOutTasks(
  tokens: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  knockOut: KnockOut,
): PerturbationTask[] {
  const task = (replaced: Uint8Array): PerturbationTask => ({
    edits: [{ start, end, tokens: replaced }],
    tracks: true,
  });
  if (knockOut.kind === 'n') return [task(new Uint8Array(end - start).fill(tokenOf.N))];
  const element = tokens.subarray(start, end);
  return Array.from({ length: knockOut.times }, (_, seed) =>
    task(shufflePairs(element, seededRandom(seed))),
  );
}
