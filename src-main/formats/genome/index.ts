/** The interface of a genome, whatever its format: contigs and their bases, 0-based half-open. */
export { expectInside, type Genome } from './genome.ts';
