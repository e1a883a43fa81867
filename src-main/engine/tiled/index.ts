export { runTiledEdits } from './run-tiled-edits.ts';
export { runTiles } from './run-tiles.ts';
