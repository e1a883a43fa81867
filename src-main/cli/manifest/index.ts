/**
 * The manifest of a command: what ran, on what, and what came of it. It stands on much of the program, so it
 * is loaded where somebody asks for one.
 */
export { ManifestKeeper } from './manifest-keeper.ts';
export type { RunRecord } from './run-record.ts';
