/** A sample's own sequence, with the map between it and the reference. */
export { chooseSample, EditCollector } from './collect-edits.ts';
export { cutConsensus, RecordDigest } from './consensus-shard.ts';
export { maxCopies } from './copy-counts.ts';
export { describeUnsure } from './describe-unsure.ts';
export { SampleEdits, type ConsensusEdit } from './sample-edits.ts';
export { consensusPaths, type ConsensusResult, writeConsensus } from './write-consensus.ts';
