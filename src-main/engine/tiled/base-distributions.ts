import { defined } from '../../contract/index.ts';
import type { TokensInput } from '../../model/index.ts';
import { logSoftmax } from '../jobs/index.ts';

/**
 * ln P of A, C, G and T at each base of a tile, `[length, 4]`, from logits `[rows, vocabSize]` of its tokens;
 * NaN where no row tells a token. A k-mer's bases have their marginal distributions: the sum over all
 * k-mers with that base in that place.
 */
export function baseDistributions(
  { vocabulary, before = [] }: TokensInput,
  logits: Float32Array,
  vocabSize: number,
  { starts, causal }: { readonly starts: Int32Array; readonly causal: boolean },
): Float32Array {
  const result = new Float32Array(4 * defined(starts.at(-1))).fill(NaN);
  const four = new Float64Array(4);
  for (let token = 0; token + 1 < starts.length; token++) {
    const row = before.length + token - (causal ? 1 : 0);
    if (row < 0) continue;
    const [start, end] = [starts[token]!, starts[token + 1]!];
    const letters = vocabulary.kind === 'letters' ? vocabulary.ids : vocabulary.letters;
    if (vocabulary.kind === 'letters' || (letters && end - start === 1)) {
      logSoftmax(logits, row * vocabSize, columnsOf(defined(letters)), result, 4 * start);
      continue;
    }
    const odds = oddsOf(vocabulary, logits.subarray(row * vocabSize, (row + 1) * vocabSize));
    for (let base = start; base < end; base++) {
      ofKmers(vocabulary, odds, base - start, four);
      writeLogarithms(four, result, 4 * base);
    }
  }
  return result;
}

/** How many logits there must be at least, for every token that stands for bases to have its own. */
export function baseIds({ vocabulary }: TokensInput): number {
  const kmers = vocabulary.kind === 'kmers' ? vocabulary.first + 4 ** vocabulary.k : 0;
  const letters = vocabulary.kind === 'letters' ? vocabulary.ids : vocabulary.letters;
  if (letters === undefined) return kmers;
  const { A, C, G, T } = letters;
  return Math.max(kmers, 1 + Math.max(A, C, G, T));
}

type Ids = Readonly<Record<'A' | 'C' | 'G' | 'T', number>>;
type Kmers = Extract<TokensInput['vocabulary'], { kind: 'kmers' }>;

function columnsOf({ A, C, G, T }: Ids): readonly number[] {
  return [A, C, G, T];
}

/** Of all k-mers, the largest 1. */
function oddsOf({ k, first }: Kmers, values: Float32Array): Float64Array {
  const own = values.subarray(first, first + 4 ** k);
  const max = own.reduce((a, b) => Math.max(a, b), -Infinity);
  return Float64Array.from(own, (value) => Math.exp(value - max));
}

function ofKmers({ k, order }: Kmers, odds: Float64Array, place: number, four: Float64Array): void {
  const step = 4 ** (k - 1 - place);
  const digits = new Float64Array(4);
  for (const [index, value] of odds.entries()) digits[Math.floor(index / step) % 4]! += value;
  [...'ACGT'].forEach((letter, i) => (four[i] = digits[order.indexOf(letter)]!));
}

function writeLogarithms(four: Float64Array, into: Float32Array, at: number): void {
  const sum = defined(four[0]) + defined(four[1]) + defined(four[2]) + defined(four[3]);
  for (let i = 0; i < 4; i++) into[at + i] = Math.log(four[i]! / sum);
}
