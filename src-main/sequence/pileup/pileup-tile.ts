import { defined } from '../../contract/index.ts';
import {
  observed,
  observeRead,
  settleMates,
  type Observation,
  type PileupRead,
} from './observe-read.ts';
import type { PileupOptions } from './pileup-options.ts';

/** Fragments by strand: forward, reverse. */
export type StrandCounts = readonly [number, number];

/** An insertion or deletion as reads have it, and how many. */
export interface CountedIndel {
  readonly start: number;
  readonly deleted: number;
  readonly inserted: string;
  readonly counts: StrandCounts;
}

/** A, C, G, T and deleted, on two strands. */
const columnCounts = 10;

const pairedFlag = 0x1;
const mateUnmappedFlag = 0x8;

/** Reads after which those that wait for a mate are looked through. */
const sweepEvery = 1024;

/**
 * Counts what reads have at each position of a stretch of a contig. Reads are added in the order of
 * their starts. Memory: 40 bytes a position, and the reads that wait for a mate that overlaps them.
 */
export class PileupTile {
  readonly start: number;
  readonly end: number;
  readonly #options: PileupOptions;
  readonly #counts: Uint32Array;
  /** Reads kept at each position, whatever their bases. */
  readonly #kept: Uint32Array;
  readonly #indels = new Map<
    string,
    { start: number; deleted: number; inserted: string; counts: [number, number] }
  >();
  readonly #waiting = new Map<string, Observation>();
  #added = 0;
  #left = 0;

  /** 0-based half-open. */
  constructor(start: number, end: number, options: PileupOptions) {
    this.start = start;
    this.end = end;
    this.#options = options;
    this.#counts = new Uint32Array((end - start) * columnCounts);
    this.#kept = new Uint32Array(end - start);
  }

  /** Reads that were left out because the position they begin at was full. */
  get leftOut(): number {
    return this.#left;
  }

  add(read: PileupRead): void {
    const { skipFlags, minMappingQuality, maxDepth } = this.#options;
    if ((read.flags & skipFlags) !== 0 || read.bases === '') return;
    if (read.mapQuality !== undefined && read.mapQuality < minMappingQuality) return;
    const from = Math.max(read.start, this.start);
    const to = Math.min(read.end, this.end);
    if (from >= to) return;
    if (defined(this.#kept[from - this.start]) >= maxDepth) {
      this.#left++;
      return;
    }
    for (let at = from; at < to; at++) this.#kept[at - this.start]!++;

    if (++this.#added % sweepEvery === 0) this.#countThoseBefore(read.start);
    const observation = observeRead(read);
    const hasMate = (read.flags & pairedFlag) !== 0 && (read.flags & mateUnmappedFlag) === 0;
    if (!hasMate) {
      this.#count(observation);
      return;
    }
    const first = this.#waiting.get(read.name);
    if (first === undefined) {
      this.#waiting.set(read.name, observation);
      return;
    }
    this.#waiting.delete(read.name);
    const second = settleMates(first, observation);
    this.#count(first);
    this.#count(second);
  }

  /** To be called once, after the last read. */
  finish(): void {
    this.#countThoseBefore(Infinity);
  }

  /** Fragments that have `code` (0 A, 1 C, 2 G, 3 T, 4 deleted) at a position. */
  counts(position: number, code: number): StrandCounts {
    const at = (position - this.start) * columnCounts + 2 * code;
    return [defined(this.#counts[at]), defined(this.#counts[at + 1])];
  }

  /** Fragments that have a base, or lack it, at a position; 0 outside the stretch. */
  depth(position: number): StrandCounts {
    let [forward, reverse] = [0, 0];
    if (position < this.start || position >= this.end) return [0, 0];
    const at = (position - this.start) * columnCounts;
    for (let i = 0; i < columnCounts; i += 2) {
      forward += this.#counts[at + i]!;
      reverse += this.#counts[at + i + 1]!;
    }
    return [forward, reverse];
  }

  /** As the reads have them: the same change may stand at several places of a repeat. */
  get indels(): Iterable<CountedIndel> {
    return this.#indels.values();
  }

  /** A mate that has not come before a read's end does not overlap it. */
  #countThoseBefore(start: number): void {
    for (const [name, observation] of this.#waiting) {
      if (observation.end > start) continue;
      this.#count(observation);
      this.#waiting.delete(name);
    }
  }

  #count({ start, end, strand, bases, qualities, indels }: Observation): void {
    const { minBaseQuality } = this.#options;
    const to = Math.min(end, this.end);
    for (let at = Math.max(start, this.start); at < to; at++) {
      const base = bases[at - start]!;
      if (base === observed.nothing || qualities[at - start]! < minBaseQuality) continue;
      this.#counts[(at - this.start) * columnCounts + 2 * base + strand]!++;
    }
    for (const { start: place, deleted, inserted, quality } of indels) {
      if (place < this.start || place >= this.end || quality < minBaseQuality) continue;
      const key = `${place}:${deleted}:${inserted}`;
      const known = this.#indels.get(key);
      if (known !== undefined) known.counts[strand]++;
      else {
        const counts: [number, number] = strand === 0 ? [1, 0] : [0, 1];
        this.#indels.set(key, { start: place, deleted, inserted, counts });
      }
    }
  }
}
