import type { PassJob } from '../jobs/index.ts';
import type { ChosenProvider } from '../provider/index.ts';

/** Chunks that a device did not hold. */
export interface TooLarge {
  readonly chunk: number;
  /** It had held them for some layers. */
  readonly isLate: boolean;
  readonly secondsBefore: number;
}

/** What a person is told of that, once. */
export function noteOf(
  { chunk, isLate }: TooLarge,
  { provider }: ChosenProvider,
  { checkpoint }: PassJob,
): string {
  const tokens = chunk.toLocaleString('en-US');
  if (!isLate) {
    return `${provider} does not hold chunks of ${tokens} bp of this model: it is given smaller ones.`;
  }
  const goesOn = checkpoint === undefined ? 'starts again' : 'goes on from its last checkpoint';
  return (
    `${provider} ran out of memory in the middle of the pass, in chunks of ${tokens} bp: it ${goesOn} ` +
    'with smaller ones.'
  );
}
