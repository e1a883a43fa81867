/** What computes, how far it is, and the pieces that it is cut into. */
export * from './progress.ts';
export * from './provider.ts';
export * from './scan.ts';
export * from './shard.ts';
export * from './spill.ts';
