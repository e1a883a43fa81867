/** Heads on models: where they are kept. */
export * from './head-card.ts';
export * from './head-library.ts';
