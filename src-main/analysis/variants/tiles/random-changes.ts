import { defined, type Span } from '../../../contract/index.ts';
import { baseTokens, seededRandom, tokenOf, type Edit } from '../../../sequence/index.ts';

/** bp on each side of a variant in which random changes stand, and at least so many of its lengths. */
export const randomReach = { bp: 1_000, lengths: 20 };

/** Draws of a change until one is free and new; next to gaps and ends fewer changes are found. */
const tries = 50;

/**
 * At most `count` random changes near an edit of the same kind: as many bases gone, and as many put in,
 * which are drawn. A substitution changes its first and last base. None overlaps the edit or an N, or comes twice.
 *
 * @param origin contig coordinate of the first token: the same variant draws the same, however much is read
 */
export function randomChanges(
  tokens: Uint8Array,
  edit: Edit,
  count: number,
  { within, origin }: { readonly within: Span; readonly origin: number },
): Edit[] {
  const [gone, put] = [edit.end - edit.start, edit.tokens.length];
  const side = Math.max(randomReach.bp, randomReach.lengths * Math.max(gone, put));
  const from = Math.max(within.start, edit.start - side);
  const room = Math.min(within.end, edit.end + side) - from - gone + 1;
  const random = seededRandom(origin + edit.start + 7919 * gone + 104_729 * put);
  const found = new Map<string, Edit>();
  for (let draw = 0; room > 0 && draw < count * tries && found.size < count; draw++) {
    const start = from + Math.floor(random() * room);
    const end = start + gone;
    // With a base on each side: of an insertion nothing else is its place.
    const around = tokens.subarray(Math.max(0, start - 1), end + 1);
    if ((start <= edit.end && end >= edit.start) || around.includes(tokenOf.N)) continue;
    const drawn = Uint8Array.from({ length: put }, () => anyBase(random));
    if (gone > 0 && gone === put) {
      for (const i of new Set([0, put - 1])) drawn[i] = otherBase(tokens[start + i]!, random);
    }
    found.set(`${start} ${drawn.join()}`, { start, end, tokens: drawn });
  }
  return [...found.values()];
}

function anyBase(random: () => number): number {
  return defined(baseTokens[Math.floor(random() * baseTokens.length)]);
}

function otherBase(token: number, random: () => number): number {
  const others = baseTokens.filter((base) => base !== token);
  return defined(others[Math.floor(random() * others.length)]);
}
