/**
 * What linear heads read, pooled over bins and kept for the next time.
 *
 *     const events = embedRegions(environment, { regions, bin: 128, provider: 'auto', threads }, signal);
 *     for (const { first, count, width, values } of await resultOf(events, show)) ...
 */
export { type BinEmbeddings } from './embed-bins.ts';
export { embedRegions, type EmbedSpec } from './embed-regions.ts';
