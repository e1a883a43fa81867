import { MegabaseError, shardText, type Shard } from '../../contract/index.ts';

/**
 * Error: `usage` where a run has fewer pieces than shards: a piece without anything in it would write a
 * file that says nothing.
 *
 * @param most pieces that there can be
 * @param of what cannot be cut any further, `contigs` or `tiles with variants`
 */
export function expectShard(shard: Shard, most: number, of: string): void {
  if (shard.count <= most) return;
  throw new MegabaseError(
    'usage',
    `--shard ${shardText(shard)}: there are ${most.toLocaleString('en-US')} ${of}, which are not cut any ` +
      `further; at most ${most.toLocaleString('en-US')} shards can be made of them.`,
  );
}
