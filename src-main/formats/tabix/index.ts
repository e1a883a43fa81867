/** Writes tabix indexes (.tbi) of bgzip files. */
export { tabixPath, writeTabixIndex, type IndexedFormat } from './index-file.ts';
