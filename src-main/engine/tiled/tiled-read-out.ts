import { defined } from '../../contract/index.ts';
import { tracksOutputs, type GraphManifest } from '../../model/index.ts';
import { wholeBins } from '../../sequence/index.ts';
import type { TokenRange, BinPieces, PerturbationTask } from '../jobs/index.ts';
import { placeIn, type ChangedTile, type ChangedTiles } from './changed-tiles.ts';
import type { TileValues } from './join-readings.ts';
import type { TiledReference } from './tiled-reference.ts';

/** A tile that was read again, and what came of it. */
export interface ReadTile extends ChangedTile {
  readonly values: TileValues;
}

/** A value that some tokens of a bin have. */
interface Share {
  /** Of all tracks. */
  readonly valueOf: (track: number) => number;
  tokens: number;
}

/** What a graph says of edited sequences: of tiles that were read again, and else as before. */
export class TiledReadOut {
  readonly #manifest: GraphManifest;
  readonly #interval: { readonly start: number; readonly end: number };
  readonly #reference: TiledReference;

  constructor(
    manifest: GraphManifest,
    interval: { readonly start: number; readonly end: number },
    reference: TiledReference,
  ) {
    this.#manifest = manifest;
    this.#interval = interval;
    this.#reference = reference;
  }

  /**
   * The whole bins that the tiles read again touch, each the mean over what stands on it in the edited
   * sequence; NaN where all of a bin is deleted. What an insertion pushes out of its tile has no value.
   */
  bins(
    edited: ChangedTiles,
    tiles: readonly ReadTile[],
    insertion?: PerturbationTask['insertion'],
  ): BinPieces {
    const { start: origin, end } = this.#interval;
    const changed = windowOf(tiles);
    return tracksOutputs(this.#manifest).map(({ bin, crop = 0, tracks }, output) => {
      const whole = wholeBins(this.#interval, bin);
      const first = Math.max(whole.first, Math.floor((origin + changed.start) / bin));
      const last = Math.min(whole.first + whole.count, Math.ceil((origin + changed.end) / bin));
      const count = Math.max(0, last - first);
      const place = (position: number) => placeIn(edited.sequence, end - origin, position);
      const bins = Array.from({ length: count }, (_, i) => {
        const b = first + i;
        const span = { start: place(b * bin - origin), end: place((b + 1) * bin - origin) };
        const piece = this.#reference.pieceAt(output, b);
        const unchanged = (track: number) => piece?.values[track]?.[b - piece.first] ?? NaN;
        return sharesOf(span, tiles, { output, bin, crop, unchanged });
      });
      const join = insertion === 'max' && bin === 1 ? largest : mean;
      const values = tracks.map((_, track) => Float32Array.from(bins, (own) => join(own, track)));
      return { first, values };
    });
  }

  /** ln P of A, C, G and T at tokens `[start, end)` of the edited sequence, `[t, 4]`. */
  distributions(
    edited: ChangedTiles | undefined,
    tiles: readonly ReadTile[],
    { start, end }: TokenRange,
  ): Float32Array {
    const result = new Float32Array(4 * (end - start)).fill(NaN);
    const positions = edited?.sequence.positions(start, end);
    for (let x = start; x < end; x++) {
      const tile = tiles.find(({ from, to }) => x >= from && x < to);
      const at = tile ? x - tile.start : (positions?.[x - start] ?? x);
      const own = tile
        ? tile.values.distributions?.subarray(4 * at, 4 * at + 4)
        : this.#reference.distributionAt(at);
      if (own?.length === 4) result.set(own, 4 * (x - start));
    }
    return result;
  }
}

/** Positions of the reference whose values come from tiles that were read again. */
export function windowOf(tiles: readonly ChangedTile[]): TokenRange {
  if (tiles.length === 0) return { start: 0, end: 0 };
  return { start: defined(tiles[0]).tile.from, end: defined(tiles.at(-1)).tile.to };
}

function sharesOf(
  { start, end }: TokenRange,
  tiles: readonly ReadTile[],
  {
    output,
    bin,
    crop,
    unchanged,
  }: {
    readonly output: number;
    readonly bin: number;
    readonly crop: number;
    readonly unchanged: Share['valueOf'];
  },
): Share[] {
  const shares = new Map<string, Share>();
  for (let x = start; x < end; x++) {
    const k = tiles.findIndex(({ from, to }) => x >= from && x < to);
    const own = k < 0 ? -1 : Math.floor((x - defined(tiles[k]).start - crop) / bin);
    const values = tiles[k]?.values.tracks[output];
    if (values && (own < 0 || own >= defined(values[0]).length)) continue;
    const key = `${k} ${own}`;
    const share = shares.get(key) ?? {
      valueOf: values ? (track: number) => defined(values[track])[own]! : unchanged,
      tokens: 0,
    };
    share.tokens += 1;
    shares.set(key, share);
  }
  return [...shares.values()];
}

/** NaN of none. */
function largest(shares: readonly Share[], track: number): number {
  return shares.reduce((most, { valueOf }) => {
    const value = valueOf(track);
    return value <= most ? most : value;
  }, NaN);
}

function mean(shares: readonly Share[], track: number): number {
  const [only, ...others] = shares;
  if (only && others.length === 0) return only.valueOf(track);
  let [sum, tokens] = [0, 0];
  for (const share of shares) {
    sum += share.tokens * share.valueOf(track);
    tokens += share.tokens;
  }
  return sum / tokens;
}
