/** Places of a genome and what is written of them. */
export * from './contig.ts';
export * from './region.ts';
export * from './short-alleles.ts';
