import { tokenOf } from '../../src-main/sequence/index.ts';
import type { Random } from './random.ts';

/** Token ids of a random sequence in which about one base of fifty is an N. */
export function randomTokens(length: number, random: Random): Uint8Array {
  const { A, C, G, T, N } = tokenOf;
  return Uint8Array.from({ length }, () =>
    random.below(50) === 0 ? N : [A, C, G, T][random.below(4)]!,
  );
}
