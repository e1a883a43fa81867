/**
 * Short windows of the genome, each read by itself.
 *
 *     const tokens = await paddedTokens({ contig, start, end }, context);
 *     const [features] = await poolWindows([tokens], { features, pool, from, to }, settings, context);
 */
export { paddedTokens } from './padded-tokens.ts';
export { poolWindows, type PoolSettings, windowsPerPass, withShare } from './pool-windows.ts';
export { headReading, type HeadReading } from './read-context.ts';
