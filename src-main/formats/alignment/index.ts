/**
 * Reads of a sample where they were aligned.
 *
 *     const reads = await openAlignment('sample.bam', { genome, onNote });
 *     for await (const batch of reads.reads({ contig: 'chr1', start: 0, end: 16_384 })) ...
 *     await reads.close();
 */
export { cigarOperation, type AlignedRead } from './aligned-read.ts';
export { type Alignment } from './alignment.ts';
export { parseAlignment } from './parse-alignment.ts';
export { fromColumns, toColumns, type ReadColumns } from './read-columns.ts';
export { type AlignmentHeader } from './sam-header.ts';
