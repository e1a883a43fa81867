/** What a file over a genome is, told by its name: format, kind, index. */
export {
  bareGenomeName,
  describeTrackFile,
  expectHead,
  formatOf,
  looksLikeGenome,
  looksLikeIndex,
  usualIndexes,
} from './track-file.ts';
