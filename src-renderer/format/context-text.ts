import { formatRegion, type Region } from '../../src-main/contract/index.ts';
import { basePairs } from './amounts.ts';

/**
 * What a model saw: `Context: chr1:1-1,000,000`, or `Tiles of 12,288 bp: chr1:1-1,000,000` of one
 * that carries no state.
 */
export function contextText(
  { tile }: { readonly tile?: number | undefined },
  interval: Region,
): string {
  const what = tile === undefined ? 'Context' : `Tiles of ${basePairs(tile)}`;
  return `${what}: ${formatRegion(interval)}`;
}
