export { paddedTokens } from './padded-tokens.ts';
export { poolWindows, type PoolSettings, windowsPerPass, withShare } from './pool-windows.ts';
export { headReading, type HeadReading } from './read-context.ts';
