/** A sample's own sequence, with the map between it and the reference. */
export {
  chooseSample,
  collectEdits,
  type ConsensusEdit,
  type HaplotypeEdits,
} from './collect-edits.ts';
export { maxCopies } from './copy-counts.ts';
export {
  consensusPaths,
  describeUnsure,
  type ConsensusResult,
  writeConsensus,
} from './write-consensus.ts';
