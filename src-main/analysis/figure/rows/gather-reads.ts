import type { Region } from '../../../contract/index.ts';
import type { Coverage, ShownRead } from '../../../drawing/index.ts';
import { cigarOperation, type AlignedRead } from '../../../formats/alignment/index.ts';

const reverseFlag = 0x10;

/** Counts reads over a region, and keeps how each is aligned where they are drawn one by one. */
export class ReadGatherer {
  readonly reads: ShownRead[] = [];
  readonly coverage: Coverage & { readonly depth: Uint32Array; readonly bases?: Uint32Array };
  readonly #region: Region;
  readonly #reference: string;
  readonly #keeps: boolean;

  /** `reference`: the letters of the region, capitals, where `keeps` the reads. */
  constructor(region: Region, reference: string, keeps: boolean) {
    const length = region.end - region.start;
    this.#region = region;
    this.#reference = reference;
    this.#keeps = keeps;
    const depth = new Uint32Array(length);
    const bases = keeps ? { bases: new Uint32Array(4 * length) } : {};
    this.coverage = { start: region.start, depth, reference, ...bases };
  }

  /** Most reads over one base. */
  get deepest(): number {
    return this.coverage.depth.reduce((most, depth) => Math.max(most, depth), 0);
  }

  add(read: AlignedRead): void {
    const { start, end, flags, cigar } = read;
    const blocks: [number, number][] = [];
    const deletions: [number, number][] = [];
    const insertions: number[] = [];
    const mismatches: { at: number; base: string }[] = [];
    let [at, base] = [start, 0];
    for (let i = 0; i < cigar.length; i++) {
      const packed = cigar[i] ?? 0;
      const [length, operation] = [packed >>> 4, packed & 15];
      switch (operation) {
        case cigarOperation.M:
        case cigarOperation['=']:
        case cigarOperation.X:
          blocks.push([at, at + length]);
          this.#count(read, at, base, length, mismatches);
          at += length;
          base += length;
          break;
        case cigarOperation.I:
          insertions.push(at);
          base += length;
          break;
        case cigarOperation.D:
          deletions.push([at, at + length]);
          at += length;
          break;
        case cigarOperation.N:
          at += length;
          break;
        case cigarOperation.S:
          base += length;
      }
    }
    if (!this.#keeps) return;
    const reverse = (flags & reverseFlag) !== 0;
    this.reads.push({ start, end, reverse, blocks, deletions, insertions, mismatches });
  }

  #count(
    { bases }: AlignedRead,
    at: number,
    base: number,
    length: number,
    mismatches: { at: number; base: string }[],
  ): void {
    const { depth, bases: counts } = this.coverage;
    const { start, end } = this.#region;
    const from = Math.max(at, start);
    const to = Math.min(at + length, end);
    for (let position = from; position < to; position++) {
      const i = position - start;
      depth[i] = (depth[i] ?? 0) + 1;
      if (!counts) continue;
      const letter = bases.charAt(base + position - at);
      const column = letter === '' ? -1 : 'ACGT'.indexOf(letter);
      if (column < 0) continue;
      counts[4 * i + column] = (counts[4 * i + column] ?? 0) + 1;
      if (letter !== this.#reference[i]) mismatches.push({ at: position, base: letter });
    }
  }
}
