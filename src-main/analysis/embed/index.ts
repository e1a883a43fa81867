/**
 * What linear heads read, pooled over bins and kept for the next time.
 *
 *     const parts = await embedRegions(regions, { bin: 128, provider: 'auto', threads }, tools);
 *     for (const { first, count, width, values } of parts) ...
 */
export { type BinEmbeddings, type EmbedTools } from './embed-bins.ts';
export { embedRegions, type RegionEmbedSettings } from './embed-regions.ts';
