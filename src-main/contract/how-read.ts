import type { ModelIdentity } from './run.ts';

type Tile = Pick<ModelIdentity, 'tile'>;

/** How a model reads an interval: `in one pass`, or `in tiles of 12,288 bp, not as one`. */
export function howRead({ tile }: Tile): string {
  return tile === undefined
    ? 'in one pass'
    : `in tiles of ${tile.toLocaleString('en-US')} bp, not as one`;
}

/** The same before an interval's name: `read as one`, `read in tiles of 12,288 bp`. */
export function readAs({ tile }: Tile): string {
  return tile === undefined ? 'read as one' : `read in tiles of ${tile.toLocaleString('en-US')} bp`;
}
