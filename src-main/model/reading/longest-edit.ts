import type { TileForm } from '../tiled/index.ts';

/** Most bp that a variant replaces or puts in, and that a ratio of likelihoods is taken of on either side. */
export const longestEdit = 10_000 + 64;

/**
 * How far behind its margin a tile may read what stood there before an edit: as far as a deletion draws it
 * near, and by the last of several tiles that an insertion makes of one, up to a centre.
 */
export function beyondMargin({ centre }: Pick<TileForm, 'centre'>): number {
  return Math.max(centre, longestEdit);
}
