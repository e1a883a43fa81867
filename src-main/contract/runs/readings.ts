import { defined } from '../defined.ts';
import { isNothing } from '../text/index.ts';

/** One of several answers to the same question: of a strand, of a member of a model, of another model. */
export interface ReadingName {
  readonly kind: 'strand' | 'member' | 'model';
  /** As columns of tables name it: `forward`, `reverse`, a member's file, a model's id. */
  readonly id: string;
  /** `forward strand`, `member fold-1`, `Hawk tutorial 1.0.0` */
  readonly label: string;
}

/** What one of several answers says of an effect; NaN where it has no number. */
export interface ReadEffect extends ReadingName {
  readonly effect: number;
}

/**
 * Which strand an effect stands on, in words, after "it stands": on both where the smaller is half of the larger
 * or more. Undefined where the strands were not read apart, one has no number, or both round to nothing.
 */
export function strandsText(readings: readonly ReadEffect[]): string | undefined {
  const strands = readings.filter(({ kind }) => kind === 'strand');
  const [first, second] = strands;
  if (first === undefined || second === undefined) return undefined;
  if (Number.isNaN(first.effect) || Number.isNaN(second.effect)) return undefined;
  const sizes = strands.map(({ effect }) => Math.abs(effect));
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const isAlike = least >= most / 2;
  if (isNothing(most)) return undefined;
  if (isAlike && Math.sign(first.effect) === Math.sign(second.effect)) return 'on both strands';
  if (isAlike) return 'on both strands with opposite signs';
  return `mostly on the ${defined(strands[sizes.indexOf(most)]).label}`;
}
