import { GraphBuilder } from '../graph/index.ts';
import type { Network } from './network.ts';

/** `ids [b,t]` (int32) -> `residual [b,t,d]`: the embedding, looked up where the layers run. */
export function embeddingGraph(network: Network): Uint8Array {
  const { d, vocabSize } = network;
  const g = new GraphBuilder('embedding');
  const ids = g.integerInput('ids', ['b', 't']);
  const table = g.weight(network.embedding(), [vocabSize, d]);
  g.output('residual', g.node('Gather', [table, ids]), ['b', 't', d]);
  return g.encode();
}

/**
 * Both strands' residuals as the head reads them, of chunks that hold the two strands side by side,
 * each in its own order: `chunk [2,t,d]` at the bases in question, and `left`, `right [2,u,d]`, the
 * neighbouring chunks that hold the second strand's tokens of the same bases, from token `span[0]`
 * to `span[1]` (int32) of both. Gives `residual` and `mirrored [1,t,d]`.
 */
export function strandsGraph({ d }: Pick<Network, 'd'>): Uint8Array {
  const g = new GraphBuilder('strands');
  const chunk = g.input('chunk', [2, 't', d]);
  const both = g.node('Concat', [g.input('left', [2, 'l', d]), g.input('right', [2, 'r', d])], {
    attributes: { axis: 1 },
  });
  const span = g.integerInput('span', [2]);
  const [from, to] = g.nodes('Split', [span], {
    attributes: { axis: 0, num_outputs: 2 },
    outputs: 2,
  }) as [typeof span, typeof span];
  const strand = (value: typeof span, index: number) =>
    g.node('Slice', [value, ...[index, index + 1, 0].map((at) => g.integers([at]))]);
  const axis = g.node('Cast', [g.integers([1])], { attributes: { to: 6 } });
  const mirrored = g.node('Slice', [strand(both, 1), from, to, axis]);
  g.output('residual', strand(chunk, 0), [1, 't', d]);
  g.output('mirrored', mirrored, [1, 't', d]);
  return g.encode();
}

/** `x` of three axes, as it is: brings what lies on a device home where the runtime cannot copy it. */
export function identityGraph(): Uint8Array {
  const g = new GraphBuilder('identity');
  g.output('y', g.input('x', ['a', 'b', 'c']), ['a', 'b', 'c']);
  return g.encode();
}
