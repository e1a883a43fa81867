import { defined } from '../../contract/index.ts';
import { baseTokens, maskToken, tokenOf } from '../../sequence/index.ts';
import type { Matrix } from '../graph/index.ts';

/**
 * A model's own token ids. The engine knows one vocabulary, that of `sequence/tokens.ts`; where a model
 * was trained with another, the rows of its embedding and of its LM head are put in our order when
 * they are read.
 */
export interface Vocabulary {
  /** The model's id of each of our tokens; null for those that it has not. */
  readonly ids: readonly (number | null)[];
}

/** Tokens of our vocabulary. */
export const ownTokens = 12;

/** Our tokens that a sequence is made of: the bases, N and the mask. */
export const readTokens = { ...tokenOf, mask: maskToken } as const;

/** A vocabulary from the model's ids of what is read. */
export function vocabularyOf(
  ids: Readonly<Record<keyof typeof readTokens, number | null>>,
): Vocabulary {
  const all = Array<number | null>(ownTokens).fill(null);
  for (const [name, token] of Object.entries(readTokens)) {
    all[token] = ids[name as keyof typeof readTokens];
  }
  return { ids: all };
}

/**
 * Rows of `[model's ids, d]` as `[our tokens, d]`. A token that the model has not is zero: its
 * embedding tells nothing, its logit is 0.
 */
export function ownRows({ data, shape }: Matrix, { ids }: Vocabulary): Matrix {
  const d = defined(shape[1]);
  const rows = new Float32Array(ids.length * d);
  for (const [token, id] of ids.entries()) {
    if (id !== null) rows.set(data.subarray(id * d, (id + 1) * d), token * d);
  }
  return { data: rows, shape: [ids.length, d] };
}

/** Our token of each of the model's ids, undefined for those that are never read. */
export function ownTokenOf({ ids }: Vocabulary, id: number): number | undefined {
  const token = ids.indexOf(id);
  return token < 0 ? undefined : token;
}

/** Our tokens' complements: bases change places, all else is its own. */
export function ownComplement(): Uint8Array {
  const [a, c, g, t] = baseTokens;
  const complement = Uint8Array.from({ length: ownTokens }, (_, token) => token);
  complement[a] = t;
  complement[t] = a;
  complement[c] = g;
  complement[g] = c;
  return complement;
}
