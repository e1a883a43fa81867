import { defined } from '../../contract/index.ts';
import type { DeviceSession, Network } from '../../model/index.ts';
import { openHead, type ChosenScan } from './scans/index.ts';
import type { StageContext } from './heads/index.ts';
import type { ScanRunner } from './scan-runner.ts';
import { embedTokens } from './tensors/index.ts';

/**
 * All layers and the head of a network that reads forward, as `forwardPass` calls them, by whatever scans its layers
 * where the job computes: on the CPU the native kernel. Its states come home alone.
 */
export async function openHostForward(
  scans: Pick<ChosenScan, 'open'>,
  context: StageContext,
): Promise<DeviceSession> {
  const { network } = context;
  const table = network.embedding();
  const runners: ScanRunner[] = [];
  const release = async () => {
    for (const one of runners) await one.release();
  };
  try {
    for (const [layer, { streamed }] of network.layers.entries()) {
      runners.push(await scans.open(layer, defined(streamed[0])));
    }
    const head = await openHead(network, context);
    return {
      async run({ ids, first, states }, wanted) {
        const chunk = Uint8Array.from(hostValues(ids));
        const isFirst = hostValues(first)[0] === 1;
        const entering = hostValues(states) as Float32Array;
        const tokens = chunk.length;
        const room = () => new Float32Array(tokens * network.d);
        let [residual, spare] = [room(), room()];
        embedTokens(network, table, chunk, residual);
        const leaving = new Float32Array(entering.length);
        let at = 0;
        for (const [layer, runner] of runners.entries()) {
          const specs = statesOf(network, layer).map(({ name, shape }) => {
            const from = at;
            at += shape.reduce((a, b) => a * b, 1);
            return { name, from, to: at };
          });
          const left = await runner.run({
            ...{ batch: 1, tokens, residual, forwardPartial: undefined, first: isFirst },
            states: Object.fromEntries(
              specs.map(({ name, from, to }) => [name, entering.slice(from, to)]),
            ),
            into: spare,
          });
          for (const { name, from } of specs) leaving.set(defined(left[name]), from);
          [residual, spare] = [spare, residual];
        }
        const feeds = { residual: { data: residual, dims: [1, tokens, network.d] } };
        const asked = wanted.filter((name) => !name.startsWith('states_'));
        const host = await head.run(feeds, {}, asked);
        return { device: {}, host: { ...host, states_home: leaving } };
      },
      async release() {
        await release();
        await head.release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** In the order in which a chunk's graph packs them. */
function statesOf({ layers }: Pick<Network, 'layers'>, layer: number) {
  return defined(defined(layers[layer]).streamed[0]).states;
}

function hostValues(tensor: Parameters<DeviceSession['run']>[0][string] | undefined) {
  const own = defined(tensor);
  if (!('data' in own)) throw new Error('A tensor of the host was expected.');
  return own.data;
}
