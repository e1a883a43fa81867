/**
 * In-silico mutagenesis: what each substitution in a region does to a track somewhere, or how likely it is.
 *
 *     const spec = { region, readout: { kind: 'track', track: 'expression', at: 'G1' }, annotation, ... };
 *     const map = await resultOf(findMutagenesis(environment, spec, signal), show);
 *     const letters = referenceScores(map);
 */
export { measureMutagenesis, substituted, type MutagenesisSize } from './cut-mutagenesis.ts';
export { findMutagenesis } from './find-mutagenesis.ts';
export { mergeMatrices } from './merge-matrices.ts';
export { checkReadout, parseReadout, type ReadoutChoice } from './readout.ts';
export { describeReadout, mutagenesisFormat, writeMutagenesis } from './write-mutagenesis.ts';
