import { defined, joinFloats } from '../../../contract/index.ts';
import type { DirectionalScan, Network } from '../../../model/index.ts';
import type { ChainStep, ScanRunner, States } from '../scan-runner.ts';

/** A block of a chain: where its rows are, and which block of all it is. */
interface Place {
  readonly row: number;
  readonly tokens: number;
  readonly first: boolean;
  readonly block: number;
  readonly chain: number;
}

/**
 * Chains for a runner that knows only sequences of one length side by side: the first block of each
 * chain, then the second, and of those the ones of one length in a call of at most `maxTokens`.
 */
export async function runInRounds(
  run: ScanRunner['run'],
  { d, forwardPartialWidth }: Pick<Network, 'd' | 'forwardPartialWidth'>,
  scan: DirectionalScan,
  step: ChainStep,
  maxTokens: number,
): Promise<States> {
  const width = scan.writes === 'partial' ? forwardPartialWidth : d;
  const names = scan.states.map(({ name }) => name);
  const { into, chains } = step;
  const tokensOf = chains.flatMap((chain) => chain.blocks);
  const residuals = cut(step.residual, tokensOf, d);
  const partials = step.forwardPartial && cut(step.forwardPartial, tokensOf, forwardPartialWidth);
  const blocks = tokensOf.length;
  const sizes = names.map((name) => defined(step.states[name]).length / chains.length);
  const take = step.take ?? ((length: number) => new Float32Array(length));
  const left = names.map((_, i) => take(blocks * defined(sizes[i])));
  /** By chain: the states that its next block is entered with. */
  const entering = chains.map((_, chain) =>
    names.map((name, i) => part(defined(step.states[name]), chain, defined(sizes[i]))),
  );
  for (const round of roundsOf(step, scan.direction === 'reverse')) {
    const alike = Map.groupBy(round, ({ tokens, first }) => `${tokens} ${first}`);
    for (const places of alike.values()) {
      const { tokens, first } = defined(places[0]);
      const most = Math.max(1, Math.floor(maxTokens / Math.max(1, tokens)));
      for (let from = 0; from < places.length; from += most) {
        const some = places.slice(from, from + most);
        const rows = (values: readonly (readonly Float32Array[])[]) =>
          join(some.flatMap(({ block }) => defined(values[block])));
        const states = names.map((_, i) =>
          join(some.map(({ chain }) => defined(defined(entering[chain])[i]))),
        );
        let next = states;
        // Where all of a block is deleted, what enters leaves.
        if (tokens > 0) {
          const isOne = some.length === 1;
          const own = isOne
            ? into.subarray(defined(some[0]).row * width, (defined(some[0]).row + tokens) * width)
            : new Float32Array(some.length * tokens * width);
          const found = await run({
            batch: some.length,
            tokens,
            residual: rows(residuals),
            forwardPartial: partials && rows(partials),
            states: Object.fromEntries(names.map((name, i) => [name, defined(states[i])])),
            first,
            into: own,
          });
          next = names.map((name) => defined(found[name]));
          for (const [n, { row }] of isOne ? [] : some.entries()) {
            into.set(part(own, n, tokens * width), row * width);
          }
        }
        for (const [n, { chain, block }] of some.entries()) {
          for (const [i, size] of sizes.entries()) {
            const values = part(defined(next[i]), n, size);
            defined(left[i]).set(values, block * size);
            defined(entering[chain])[i] = part(defined(left[i]), block, size);
          }
        }
      }
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, defined(left[i])]));
}

function roundsOf({ chains }: ChainStep, isReverse: boolean): Place[][] {
  const rounds: Place[][] = [];
  let [row, block] = [0, 0];
  for (const [chain, { blocks, first }] of chains.entries()) {
    const places = blocks.map((tokens) => {
      const place = { row, tokens, first: false, block, chain };
      row += tokens;
      block += 1;
      return place;
    });
    if (isReverse) places.reverse();
    let isFirst = first;
    for (const [i, place] of places.entries()) {
      (rounds[i] ??= []).push({ ...place, first: isFirst });
      if (place.tokens > 0) isFirst = false;
    }
  }
  return rounds;
}

/** Parts of rows of so many values, cut by blocks of so many tokens. */
function cut(
  parts: readonly Float32Array[],
  blocks: readonly number[],
  width: number,
): Float32Array[][] {
  let [index, from] = [0, 0];
  return blocks.map((tokens) => {
    const own: Float32Array[] = [];
    for (let left = tokens * width; left > 0;) {
      const values = defined(parts[index]).subarray(from, from + left);
      if (values.length > 0) own.push(values);
      left -= values.length;
      from += values.length;
      if (from === defined(parts[index]).length) [index, from] = [index + 1, 0];
    }
    return own;
  });
}

function part(values: Float32Array, n: number, size: number): Float32Array {
  return values.subarray(n * size, (n + 1) * size);
}

function join(parts: readonly Float32Array[]): Float32Array {
  return parts.length === 1 ? defined(parts[0]) : joinFloats(parts);
}
