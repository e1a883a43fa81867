/** Tokens, chunks, bins, and regions as people write them. */
export * from './anchored-window.ts';
export * from './bins.ts';
export * from './chunks.ts';
export * from './tokens.ts';
export * from './match-contig.ts';
export * from './region-syntax.ts';
export * from './edited-sequence.ts';
export * from './shuffle.ts';
export * from './variant/index.ts';
export * from './pileup/index.ts';
