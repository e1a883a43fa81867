/** Candidates for variants, counted from reads. */
export { candidatesIn } from './candidates.ts';
export { matchGenomes } from './check-genome.ts';
export { candidateHeader, candidateLine, writeCandidates } from './write-candidates.ts';
