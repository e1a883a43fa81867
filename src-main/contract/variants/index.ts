/** Scored variants. */
export * from './variant-row.ts';
export * from './variant-scores.ts';
export * from './variant-sentences.ts';
export * from './variant-sets.ts';
