import { defined } from '../../contract/index.ts';
import { tracksOutputs, type GraphManifest } from '../../model/index.ts';
import { wholeBins } from '../../sequence/index.ts';
import {
  baseLikelihood,
  type BinPiece,
  type BinPieces,
  type TokenRange,
  type WindowMeans,
} from '../jobs/index.ts';
import type { Tile } from './plan-tiles.ts';

/** What a graph said of one tile of the unchanged sequence. */
interface ReadTile {
  readonly pieces: BinPieces;
  /** ln P of A, C, G and T of what counts of it, `[t, 4]`; absent without an lm output. */
  readonly distributions: Float32Array | undefined;
}

/** What a graph says of the unchanged sequence, by tile: nothing is held for what lies between them. */
export class TiledReference {
  readonly #tiles = new Map<Tile, ReadTile>();
  /** By output, in order. */
  #sorted: BinPiece[][] | undefined;

  has(tile: Tile): boolean {
    return this.#tiles.has(tile);
  }

  add(tile: Tile, read: ReadTile): void {
    this.#tiles.set(tile, read);
    this.#sorted = undefined;
  }

  /** Lets go of all tiles but some. */
  keep(tiles: readonly Tile[]): void {
    const kept = new Set(tiles);
    for (const tile of this.#tiles.keys()) if (!kept.has(tile)) this.#tiles.delete(tile);
    this.#sorted = undefined;
  }

  /** The piece of an output that has a bin; undefined where none was read. */
  pieceAt(output: number, bin: number): BinPiece | undefined {
    const pieces = this.#pieces[output] ?? [];
    let [low, high] = [0, pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (defined(pieces[middle]).first <= bin) low = middle + 1;
      else high = middle;
    }
    const found = pieces[low - 1];
    return found && bin < endOf(found) ? found : undefined;
  }

  /** ln P of A, C, G and T at a token; undefined where nothing tells it. */
  distributionAt(token: number): Float32Array | undefined {
    for (const [{ from, to }, { distributions }] of this.#tiles) {
      if (token < from || token >= to) continue;
      return distributions?.subarray(4 * (token - from), 4 * (token - from) + 4);
    }
    return undefined;
  }

  /** Adds ln P of each base of a part of a sequence to windows that count from the part's start. */
  addLikelihoods(tokens: Uint8Array, part: TokenRange, means: WindowMeans): void {
    for (const [tile, { distributions }] of this.#tiles) {
      const start = Math.max(part.start, tile.from);
      const end = Math.min(part.end, tile.to);
      if (distributions === undefined || end <= start) continue;
      const own = distributions.subarray(4 * (start - tile.from), 4 * (end - tile.from));
      const told = baseLikelihood(own, 4, tokens.subarray(start, end), [0, 1, 2, 3]);
      means.add(start - part.start, told.logLikelihood);
    }
  }

  /** The bins of a part of a sequence that begins at `origin` of its contig; NaN where nothing was read. */
  cut(
    manifest: Pick<GraphManifest, 'outputs'>,
    origin: number,
    { start, end }: TokenRange,
  ): BinPieces {
    return tracksOutputs(manifest).map(({ bin, tracks }, output) => {
      const { first, count } = wholeBins({ start: origin + start, end: origin + end }, bin);
      const values = tracks.map(() => new Float32Array(count).fill(NaN));
      for (const piece of this.#pieces[output] ?? []) {
        const from = Math.max(first, piece.first);
        const to = Math.min(first + count, endOf(piece));
        if (to <= from) continue;
        for (const [track, own] of values.entries()) {
          const source = defined(piece.values[track]);
          own.set(source.subarray(from - piece.first, to - piece.first), from - first);
        }
      }
      return { first, values };
    });
  }

  get #pieces(): readonly (readonly BinPiece[])[] {
    return (this.#sorted ??= this.#sort());
  }

  #sort(): BinPiece[][] {
    const all = [...this.#tiles.values()].map(({ pieces }) => pieces);
    return (all[0] ?? []).map((_, output) =>
      all.map((pieces) => defined(pieces[output])).sort((a, b) => a.first - b.first),
    );
  }
}

function endOf({ first, values }: BinPiece): number {
  return first + (values[0]?.length ?? 0);
}
