import { boundsAround, MegabaseError, type Contig, type Region } from '../../contract/index.ts';
import { contextInterval } from '../../sequence/index.ts';

/** Variants that are read together, and all that is read for them. */
export interface Tile {
  readonly region: Region;
  readonly interval: Region;
}

/** bp of a tile where no region is named. */
const tileLength = 1_000_000;

/**
 * How a genome is cut into tiles that are read as one: the region that a person has named, else tiles
 * of each contig, which do not depend on the variants, so that another file finds in the cache what was
 * computed for this one. Of a tile's variants each has half of the useful context on either side, also
 * the one at its border.
 */
export class GenomeTiles {
  readonly #contigs: ReadonlyMap<string, Contig>;
  readonly #options: TileOptions;

  constructor(contigs: readonly Contig[], options: TileOptions) {
    this.#contigs = new Map(contigs.map((contig) => [contig.name, contig]));
    this.#options = options;
  }

  /** The tile that holds a base, 0-based; where a region is named, that region in any case. */
  at(contig: string, position: number): Tile {
    const { region, flank, useful, bin } = this.#options;
    const found = this.#contigs.get(region?.contig ?? contig) ?? missing(contig);
    if (region) return { region, interval: contextInterval(region, found, this.#options) };
    const bounds = boundsAround(found, { start: position, end: position });
    // An insertion behind the last base has its length as its place.
    const tile = Math.floor(Math.min(position, bounds.end - 1) / tileLength) * tileLength;
    const start = Math.max(bounds.start, tile);
    const ownRegion = { contig, start, end: Math.min(bounds.end, tile + tileLength) };
    const onEachSide = flank ?? Math.ceil((useful ?? 0) / 2);
    return {
      region: ownRegion,
      interval: contextInterval(ownRegion, found, { flank: onEachSide, bin }),
    };
  }
}

export interface TileOptions {
  readonly region?: Region | undefined;
  /** bp on each side of a tile. */
  readonly flank?: number | undefined;
  /** bp that the model makes use of. */
  readonly useful?: number | undefined;
  readonly bin: number;
}

function missing(contig: string): never {
  throw new MegabaseError('contig-unknown', `The genome has no contig "${contig}".`);
}
