/** Rows of tracks: which are wanted, in which order and of which height. */
export { browserConfig, sessionConfig } from './browser-config.ts';
export type { RowPlace } from './row-place.ts';
export { sortReadsAt } from './sort-reads.ts';
export { drawThemed } from './themed-canvas.ts';
export { type RowEvents, TrackRows } from './track-rows.ts';
