/** What a command computes with, opened by its options and closed at its end. */
export { noteIgnored } from './ignored-options.ts';
export { oneRegion, oneRegionOrAll } from './one-region.ts';
export { openLibrary } from './open-library.ts';
export { withEnvironment } from './with-environment.ts';
