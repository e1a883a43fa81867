import { defined, type Shard, type Span } from '../../contract/index.ts';
import { cutRow } from './cut-row.ts';
import { expectShard } from './expect-shard.ts';

/**
 * Which items of a row a shard has, by what each costs; see `cutRow`. Error: `usage` for more shards than
 * items, which are called `of`.
 */
export function spanOfShard(shard: Shard, costs: readonly number[], of: string): Span {
  expectShard(shard, costs.length, of);
  return defined(cutRow(costs, shard.count)[shard.number - 1]);
}
