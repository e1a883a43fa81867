/** Heads on models: where they are kept. */
export * from './classifier.ts';
export * from './head-card.ts';
export * from './head-library.ts';
export * from './write-head.ts';
