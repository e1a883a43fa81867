import { defined } from '../../contract/index.ts';
import { readAxes, type GraphInput, type TokensInput } from '../../model/index.ts';
import { baseTokens, maskToken } from '../../sequence/index.ts';

/** A tile as the graph is fed it. */
export interface EncodedTokens {
  /** Token ids, or channels `[L,4]` or `[4,L]`. */
  readonly values: Float32Array | Int32Array;
  /** Where in the tile each token's bases start, those before and behind the tile left out, and the end. */
  readonly starts: Int32Array;
}

/** Writes a tile's tokens, as Megabase has them, in the model's own letters. */
export function encodeTokens(input: GraphInput, tokens: Uint8Array): EncodedTokens {
  if (input.kind === 'one-hot') return { values: oneHot(input, tokens), starts: new Int32Array(0) };
  const { vocabulary, before = [], after = [] } = input;
  const { ids, starts } =
    vocabulary.kind === 'letters'
      ? encodeLetters(vocabulary, tokens)
      : encodeKmers(vocabulary, tokens);
  return { values: Int32Array.from([...before, ...ids, ...after]), starts };
}

type OneHot = Extract<GraphInput, { kind: 'one-hot' }>;

function oneHot({ layout, order, unknown }: OneHot, tokens: Uint8Array): Float32Array {
  const { length } = tokens;
  const values = new Float32Array(4 * length);
  const channelOf = [...'ACGT'].map((letter) => order.indexOf(letter));
  const axes = readAxes(layout);
  const byBase = axes.indexOf('L') < axes.indexOf('4');
  const at = (t: number, channel: number) => (byBase ? 4 * t + channel : channel * length + t);
  for (const [t, token] of tokens.entries()) {
    const letter = baseTokens.indexOf(token as (typeof baseTokens)[number]);
    if (letter >= 0) values[at(t, defined(channelOf[letter]))] = 1;
    else for (let channel = 0; channel < 4; channel++) values[at(t, channel)] = unknown;
  }
  return values;
}

interface Encoded {
  readonly ids: readonly number[] | Int32Array;
  readonly starts: Int32Array;
}

type Letters = Extract<TokensInput['vocabulary'], { kind: 'letters' }>;
type Kmers = Extract<TokensInput['vocabulary'], { kind: 'kmers' }>;

function encodeLetters({ ids, mask = ids.N }: Letters, tokens: Uint8Array): Encoded {
  const table = new Int32Array(256).fill(ids.N);
  baseTokens.forEach((token, i) => (table[token] = ids[letterAt(i)]));
  table[maskToken] = mask;
  return {
    ids: Int32Array.from(tokens, (token) => table[token]!),
    starts: Int32Array.from({ length: tokens.length + 1 }, (_, i) => i),
  };
}

function encodeKmers({ k, order, first, unknown, letters }: Kmers, tokens: Uint8Array): Encoded {
  const digits = baseTokens.map((_, i) => order.indexOf(letterAt(i)));
  const letterOf = (token: number) => baseTokens.indexOf(token as (typeof baseTokens)[number]);
  const ids: number[] = [];
  const starts: number[] = [];
  for (let start = 0; start < tokens.length;) {
    const own = [...tokens.subarray(start, start + k)].map(letterOf);
    const known = own.filter((letter) => letter >= 0).length;
    starts.push(start);
    if (known === k) {
      ids.push(first + own.reduce((index, letter) => 4 * index + defined(digits[letter]), 0));
      start += k;
    } else if (letters === undefined || (known === 0 && own.length === k)) {
      ids.push(unknown);
      start += k;
    } else {
      ids.push(letters[defined(own[0]) < 0 ? 'N' : letterAt(defined(own[0]))]);
      start += 1;
    }
  }
  return { ids, starts: Int32Array.from([...starts, tokens.length]) };
}

function letterAt(i: number): 'A' | 'C' | 'G' | 'T' {
  return defined((['A', 'C', 'G', 'T'] as const)[i]);
}
