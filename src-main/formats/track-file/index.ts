/** What a file over a genome is, told by its name: format, kind, index. */
export { bareGenomeName, describeTrackFile, formatOf, looksLikeGenome } from './track-file.ts';
