/**
 * How runs are cut into pieces that several machines compute, and what a piece says of itself.
 *
 *     const [first] = pack(contigs.map(({ length }) => length), 6); // which contigs are in shard 1/6
 *     const [span] = cutRow(tiles.map(costOf), 6);                  // which tiles, one behind the other
 */
export { cutRow } from './cut-row.ts';
export { digest } from './digest.ts';
export { DisjointSets } from './disjoint-sets.ts';
export { expectShard } from './expect-shard.ts';
export { inputTexts } from './input-texts.ts';
export { pack } from './pack.ts';
export { rowPart } from './row-part.ts';
export { spanOfShard } from './span-of-shard.ts';
