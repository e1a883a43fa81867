import { boundsAround, MegabaseError, type Contig, type Region } from '../../../contract/index.ts';
import { alikeAfter, perturbedReading, type Manifest, type Reading } from '../../../model/index.ts';

/** Variants that are read together, and all that is read for them. */
export interface VariantTile extends Reading {
  readonly region: Region;
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
  readonly #manifest: Manifest;
  readonly #options: TileOptions;

  constructor(contigs: readonly Contig[], manifest: Manifest, options: TileOptions) {
    this.#contigs = new Map(contigs.map((contig) => [contig.name, contig]));
    this.#manifest = manifest;
    this.#options = options;
  }

  /** The tile that holds a base, 0-based; where a region is named, that region in any case. */
  at(contig: string, position: number): VariantTile {
    const { region } = this.#options;
    const found = this.#contigs.get(region?.contig ?? contig) ?? missing(contig);
    if (region) return this.#read(region, found, false);
    const bounds = boundsAround(found, { start: position, end: position });
    // A whole number of a model's own tiles, so that all of them lie on one grid.
    const length = alikeAfter(this.#manifest, tileLength);
    // An insertion behind the last base has its length as its place.
    const tile = Math.floor(Math.min(position, bounds.end - 1) / length) * length;
    const start = Math.max(bounds.start, tile);
    const ownRegion = { contig, start, end: Math.min(bounds.end, tile + length) };
    return this.#read(ownRegion, found, true);
  }

  #read(region: Region, contig: Contig, half: boolean): VariantTile {
    const { flank, reach } = this.#options;
    const options = { flank, half, reach };
    return { region, ...perturbedReading(region, contig, this.#manifest, options) };
  }
}

export interface TileOptions {
  readonly region?: Region | undefined;
  /** bp on each side of a tile; half of the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** bp on either side of a variant whose values are wanted. */
  readonly reach?: number | undefined;
}

function missing(contig: string): never {
  throw new MegabaseError('contig-unknown', `The genome has no contig "${contig}".`);
}
