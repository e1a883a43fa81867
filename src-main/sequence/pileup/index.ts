/**
 * What reads have at each position, and where enough of them differ from the reference.
 *
 *     const tile = new PileupTile(start, end, options);
 *     for (const read of reads) tile.add(read);        // by their starts
 *     tile.finish();
 *     const candidates = await findCandidates(tile, contig, { from, to }, readBases, options);
 */
export { findCandidates, type Candidate } from './find-candidates.ts';
export { defaultCandidateOptions, type CandidateOptions } from './pileup-options.ts';
export { PileupTile } from './pileup-tile.ts';
