/**
 * What linear heads read, pooled over bins and kept for the next time.
 *
 *     const parts = await embedRegions(regions, { bin: 128, provider: 'auto', threads }, tools);
 *     for (const { first, count, width, values } of parts) ...
 */
export * from './embed-bins.ts';
export * from './embed-regions.ts';
