import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TrainTestOverlap } from '../../contract/index.ts';

/** Letters of a word that is looked up; chance repeats of it are rare in genomes of any size. */
const k = 21;
const words = 4 ** k;
/** K-mers of the training sequence that are remembered at most, chosen by their hash. */
const mostRemembered = 2_000_000;

/** Letters that are looked through between two looks at the signal. */
const lettersAtOnce = 1 << 20;

/**
 * How much of the held-out sequence stands in the training sequence too, by shared k-mers of either
 * strand. Of long sequences only k-mers whose hash is small are looked at (FracMinHash, Irber and
 * others 2022). Shares are NaN where nothing could be looked at. Rejects with the signal's reason.
 */
export async function trainTestOverlap(
  training: readonly string[],
  heldOut: readonly string[],
  signal?: AbortSignal,
): Promise<TrainTestOverlap> {
  const bases = training.reduce((sum, letters) => sum + letters.length, 0);
  const scaled = Math.max(1, Math.ceil(bases / mostRemembered));
  const limit = 2 ** 32 / scaled;
  const known: number[] = [];
  for await (const letters of pieces(training, lettersAtOnce, k - 1, signal)) {
    forEachWord(letters, (word) => {
      if (hashOf(word) < limit) known.push(word);
    });
  }
  // The words themselves: a large genome would fill most of the hashes below the limit.
  const sorted = Float64Array.from(known).sort();
  // Some 100 words of a window are looked up.
  const windowLength = Math.max(1000, 100 * scaled);
  let [windows, alike, copies] = [0, 0, 0];
  for await (const letters of pieces(heldOut, windowLength, 0, signal)) {
    let [looked, found] = [0, 0];
    forEachWord(letters, (word) => {
      if (hashOf(word) >= limit) return;
      looked += 1;
      if (holds(sorted, word)) found += 1;
    });
    // A window that is mostly N, or the short end of a stretch, says nothing.
    if (looked < 20) continue;
    windows += 1;
    if (found >= 0.5 * looked) alike += 1;
    if (found >= 0.95 * looked) copies += 1;
  }
  return { windows, windowLength, alike: alike / windows, copies: copies / windows };
}

/** Texts in pieces of `length` letters, and `more` of the next; other work gets its turn in between. */
async function* pieces(
  texts: readonly string[],
  length: number,
  more: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  let letters = 0;
  for (const text of texts) {
    for (let start = 0; start < text.length; start += length) {
      letters += length;
      if (letters >= lettersAtOnce) {
        letters = 0;
        await nextTurn();
        signal?.throwIfAborted();
      }
      yield text.slice(start, start + length + more);
    }
  }
}

const codes = new Int8Array(128).fill(-1);
for (const [code, letter] of [...'ACGT'].entries()) {
  codes[letter.charCodeAt(0)] = code;
  codes[letter.toLowerCase().charCodeAt(0)] = code;
}

/**
 * The k-mers in order as numbers of 42 bits, the same for either strand; those with other letters are
 * left out.
 */
function forEachWord(letters: string, use: (word: number) => void): void {
  let [forward, reverse, length] = [0, 0, 0];
  for (let i = 0; i < letters.length; i++) {
    const code = codes[letters.charCodeAt(i) & 127]!;
    if (code < 0) {
      length = 0;
      continue;
    }
    // 42 bits, which a number holds exactly.
    forward = (forward * 4 + code) % words;
    reverse = Math.floor(reverse / 4) + (3 - code) * (words / 4);
    length += 1;
    if (length >= k) use(Math.min(forward, reverse));
  }
}

/** The finaliser of MurmurHash3 over both halves, 32 bits. */
function hashOf(word: number): number {
  let h = Math.imul((word % 2 ** 21) + 0x9e3779b9, 0x85ebca6b) ^ Math.floor(word / 2 ** 21);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function holds(sorted: Float64Array, value: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
