/** The manifest of a command: what ran, on what, and what came of it. */
export { inputFiles } from './input-files.ts';
export { RunRecord, type RunEnd } from './run-record.ts';
export { expectManifestPlace, writeManifest, type RunRequest } from './write-manifest.ts';
