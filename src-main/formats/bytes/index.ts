/** Random access to the bytes of a file, and the errors of opening and reading one. */
export { PlainSource, type ByteSource } from './byte-source.ts';
export { hasEnding } from './has-ending.ts';
export { hashFile } from './hash-file.ts';
export { indexedFile, indexedText, mapPaths, pathsIn } from './indexed-file.ts';
export { indexPaths } from './index-paths.ts';
export { openFile, pipeError, readError, stopIfCancelled } from './open-file.ts';
export { SyncFile } from './sync-file.ts';
export { isStandardInput, standardInput } from './standard-input.ts';
export { countRead, readsInFlight } from './reads-in-flight.ts';
