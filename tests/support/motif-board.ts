import { baseTokens, reverseComplement, tokenize, tokenOf } from '../../src-main/sequence/index.ts';
import type { Random } from './random.ts';

/** Where a motif stands: its first base, 0-based, whatever the strand. */
export interface MotifPlace {
  readonly start: number;
  readonly strand: '+' | '-';
}

/** bp free of other motifs on either side of one that is placed. */
const clearance = 48;

/** bp from the insulator on the left of a domain to where motifs may stand. */
const pastInsulator = 20;

const margin = 16;

const complement = new Uint8Array(Math.max(...baseTokens) + 1);
for (const [i, base] of baseTokens.entries()) complement[base] = baseTokens[3 - i]!;

/** Random background on which motifs are put, none over another. */
export class MotifBoard {
  /** Token ids. */
  readonly tokens: Uint8Array;
  readonly #random: Random;
  readonly #taken: Uint8Array;

  /** `gc`: share of G and C in the background. */
  constructor(random: Random, length: number, gc: number) {
    const { A, C, G, T } = tokenOf;
    this.#random = random;
    this.#taken = new Uint8Array(length);
    this.tokens = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      const strong = random.next() < gc;
      const first = random.next() < 0.5;
      this.tokens[i] = strong ? (first ? C : G) : first ? A : T;
    }
  }

  /** Puts a motif there on a random strand. */
  write(motif: string, start: number): MotifPlace {
    const strand = this.#random.next() < 0.5 ? '+' : '-';
    const forward = tokenize(motif);
    this.tokens.set(strand === '+' ? forward : reverseComplement(forward, complement), start);
    this.#taken.fill(1, start, start + motif.length);
    return { start, strand };
  }

  /** Puts a motif somewhere into a domain; undefined where thirty tries find no room. */
  place(motif: string, domainStart: number, domainEnd: number): MotifPlace | undefined {
    const from = domainStart + pastInsulator;
    if (domainEnd - from <= motif.length + 64) return undefined;
    const [low, high] = [from + margin, domainEnd - motif.length - margin];
    for (let i = 0; i < 30; i++) {
      const start = low + this.#random.below(high - low);
      const around = [Math.max(0, start - clearance), start + motif.length + clearance];
      if (!this.#taken.subarray(...around).includes(1)) return this.write(motif, start);
    }
    return undefined;
  }
}
