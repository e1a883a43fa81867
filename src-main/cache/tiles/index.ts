/** Values of runs as tiles at zoom levels. */
export type { EncodedRun } from './encoded-run.ts';
export { findRunRow, trackRow, trackRows } from './find-rows.ts';
export { levelForZoom, levelsOf, overlap } from './levels.ts';
export { readBins, readTrackValues } from './read-tiles.ts';
export { RunGroup } from './run-group.ts';
export { runOfRow, type RunRow, storedRunOfRow, trackOfRow } from './run-rows.ts';
export { checkRun, encodeTrack, storeWhole } from './store-run.ts';
export type { CacheInfo, StoredRun, StoredTrack } from './stored.ts';
export { decodeTile, encodeTile } from './tile-codec.ts';
export { timeOfUse } from './time-of-use.ts';
export { viewValues } from './view-values.ts';
