/**
 * Signals along a genome.
 *
 *     const file = await BigWigFile.open('signal.bw');
 *     const { starts, ends, scores } = await file.values({ contig: 'chr1', start: 0, end: 10_000 });
 */
export { BigWigFile } from './open-bigwig.ts';
