import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { FloatTensor } from '../../../model/session/index.ts';
import type { GraphRunner } from '../graph-runner.ts';

/** Bytes of a block's residual: with what is made of it, it stays in a core's own cache. */
const blockBytes = 2 ** 18;

/** Most blocks at a time: each holds some times its residual, which no estimate of the memory counts. */
const mostAtOnce = 8;

/**
 * A head's graph on the CPU, by blocks of tokens, of which each is computed by itself, some at a time where the session
 * can. All at once fell out of the caches, the more of them the slower.
 *
 * @param threads on which a session that can computes blocks, each on one
 */
export function inRowBlocks(head: GraphRunner, network: Network, threads: number): GraphRunner {
  const widths: Readonly<Record<string, number>> = {
    logits: network.vocabSize,
    tracks: network.tracks,
    hidden: network.hiddenWidth,
    features: network.d,
  };
  const rows = Math.max(1, Math.floor(blockBytes / (4 * network.d)));
  return {
    async run(feeds, into, want = []) {
      const [, tokens = 0] = defined(feeds['residual']).dims;
      const wanted = Object.fromEntries(
        want.map((name) => {
          const width = defined(widths[name]);
          return [name, { data: new Float32Array(tokens * width), dims: [1, tokens, width] }];
        }),
      );
      const outputs = { ...into, ...wanted };
      if (head.runInRows) {
        const most = Math.min(threads, mostAtOnce);
        await head.runInRows(feeds, outputs, { rows, threads: most, backwards: ['mirrored'] });
      } else {
        for (let start = 0; start < tokens; start += rows) {
          const end = Math.min(tokens, start + rows);
          const own = (name: string, tensor: FloatTensor) =>
            // The second strand runs the other way.
            name === 'mirrored'
              ? rowsOf(tensor, tokens - end, tokens - start)
              : rowsOf(tensor, start, end);
          await head.run(mapTensors(feeds, own), mapTensors(outputs, own));
        }
      }
      return Object.fromEntries(Object.entries(wanted).map(([name, { data }]) => [name, data]));
    },
    release: () => head.release(),
  };
}

function mapTensors(
  tensors: Readonly<Record<string, FloatTensor>>,
  by: (name: string, tensor: FloatTensor) => FloatTensor,
): Record<string, FloatTensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, by(name, one)]));
}

/** Rows `[start, end)` of `[1, t, width]`. */
function rowsOf({ data, dims }: FloatTensor, start: number, end: number): FloatTensor {
  const width = defined(dims[2]);
  return { data: data.subarray(start * width, end * width), dims: [1, end - start, width] };
}
