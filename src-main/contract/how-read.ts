import { formatRegion, type Region } from './region.ts';
import type { ModelIdentity } from './run.ts';

type Tile = Pick<ModelIdentity, 'tile'>;

/** How a model reads an interval: `in one pass`, or `in independent tiles of 12,288 bp`. */
export function howRead({ tile }: Tile): string {
  return tile === undefined
    ? 'in one pass'
    : `in independent tiles of ${tile.toLocaleString('en-US')} bp`;
}

/** `Context: chrT1:1-1,000,000`; of a tiled model `Context, in independent tiles of 12,288 bp: …`. */
export function contextText(model: Tile, interval: Region): string {
  const how = model.tile === undefined ? '' : `, ${howRead(model)}`;
  return `Context${how}: ${formatRegion(interval)}`;
}
