/** The file of the cache: opened, of which version, damaged or read alone. */
export { CacheFile } from './cache-file.ts';
export { expectOwnDisk } from './expect-own-disk.ts';
export { prepared } from './prepared.ts';
export { ReadOnlyFile } from './read-only-file.ts';
export type { Readable } from './readable.ts';
export { schemaVersion } from './schema.ts';
