import { tokenize } from '../tokens.ts';
import { CoordinateMap } from './coordinate-map.ts';
import type { BaseEdit } from './edit.ts';
import { refuse, type SkipReason } from './skip-reason.ts';

/** An edit that was not applied. */
interface RefusedEdit<E extends BaseEdit> {
  readonly edit: E;
  readonly refusal: SkipReason;
}

/** Edits that can all be made in one sequence, in order, and those that cannot. */
export interface ChosenEdits<E extends BaseEdit> {
  readonly chosen: readonly E[];
  readonly refused: readonly RefusedEdit<E>[];
}

/** A sequence with edits in it. */
export interface AppliedVariants<S, E extends BaseEdit> extends ChosenEdits<E> {
  readonly sequence: S;
  readonly map: CoordinateMap;
}

/**
 * Which of some edits of one contig go together. Of two that overlap the one that begins first is
 * made, and of two that begin at the same base the one given first; so are two insertions between the
 * same two bases. What is not wholly inside the interval is refused as `outside-region`.
 */
export function chooseEdits<E extends BaseEdit>(
  interval: { readonly start: number; readonly end: number },
  edits: Iterable<E>,
): ChosenEdits<E> {
  const refused: RefusedEdit<E>[] = [];
  const inside: E[] = [];
  for (const edit of edits) {
    if (edit.start >= interval.start && edit.end <= interval.end) inside.push(edit);
    else refused.push({ edit, refusal: refuse('outside-region') });
  }
  // An insertion stands in front of the base that it has as its start. The sort is stable.
  inside.sort((a, b) => a.start - b.start || Number(isInsertion(b)) - Number(isInsertion(a)));
  const chosen: E[] = [];
  for (const edit of inside) {
    const last = chosen.at(-1);
    if (last === undefined || !overlap(last, edit)) chosen.push(edit);
    else refused.push({ edit, refusal: overlapRefusal(edit, last) });
  }
  return { chosen, refused };
}

/**
 * Makes edits in the letters, or the tokens, of an interval of a contig. Throws nothing: what cannot
 * be made with the others is in `refused`, see `chooseEdits`. `sequence[i]` is base
 * `interval.start + i`.
 */
export function applyVariants<S extends string | Uint8Array, E extends BaseEdit>(
  sequence: S,
  interval: { readonly start: number; readonly end: number },
  edits: Iterable<E>,
): AppliedVariants<S, E> {
  const { chosen, refused } = chooseEdits(interval, edits);
  const map = new CoordinateMap(interval, chosen);
  const edited =
    typeof sequence === 'string'
      ? editLetters(sequence, interval.start, map)
      : editTokens(sequence, interval.start, map);
  return { sequence: edited as S, map, chosen, refused };
}

function editLetters(letters: string, offset: number, { blocks }: CoordinateMap): string {
  return blocks
    .map(({ reference: { start, end }, edit }) =>
      edit === undefined ? letters.slice(start - offset, end - offset) : edit.bases,
    )
    .join('');
}

function editTokens(tokens: Uint8Array, offset: number, map: CoordinateMap): Uint8Array {
  const result = new Uint8Array(map.editedLength);
  for (const { reference, edited, edit } of map.blocks) {
    const piece =
      edit === undefined
        ? tokens.subarray(reference.start - offset, reference.end - offset)
        : tokenize(edit.bases);
    result.set(piece, edited.start);
  }
  return result;
}

function isInsertion({ start, end }: BaseEdit): boolean {
  return start === end;
}

/** `next` does not begin before `last`. */
function overlap(last: BaseEdit, next: BaseEdit): boolean {
  return (
    next.start < last.end || (isInsertion(last) && isInsertion(next) && last.start === next.start)
  );
}

function overlapRefusal(edit: BaseEdit, last: BaseEdit): SkipReason {
  return refuse(
    'overlap',
    `It overlaps ${describe(last)}, which was applied before ${describe(edit)}.`,
  );
}

function describe(edit: BaseEdit): string {
  const { start, end, bases } = edit;
  if (isInsertion(edit)) return `the insertion of ${bases.length} bases before base ${start + 1}`;
  return `the change of bases ${start + 1} to ${end}`;
}
