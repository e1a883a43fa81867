import { defined } from '../../../contract/index.ts';
import {
  embeddingGraph,
  type DeviceTensor,
  type GraphCache,
  type Network,
} from '../../../model/index.ts';
import { openDevice, type SessionOptions } from '../../../model/session/index.ts';
import { marksOf, zeroStates } from '../scan-runner.ts';
import { isDeviceFull } from './device-full.ts';
import { maxDeviceTokens, planDevice } from './device-plan.ts';
import { releaseSession } from './release-session.ts';
import { choosePieces, chooseWidth } from './scan-pieces.ts';

/** Fewer than these are a first trial, which is to be short: they are timed as one chunk. */
const minTimedTokens = 1024;

/** What is timed, and where. */
interface TimedDevice {
  readonly graphs: GraphCache;
  readonly session: SessionOptions;
  /** What the card holds, bytes. */
  readonly memoryBytes?: number | undefined;
}

/**
 * Seconds that the first layer takes for `tokens` tokens on a device where tensors stay, once it is warm: all
 * strands side by side, in the device's own chunks. Of a chunk the states alone come home, which are small, and
 * by which it is known to be done.
 */
export async function timeResident(
  network: Network,
  timed: TimedDevice,
  tokens: number,
): Promise<number> {
  const chunk = tokens < minTimedTokens ? tokens : (ownChunk(network, timed) ?? tokens);
  return inFitting(chunk, async (size) => {
    const pieces = choosePieces(network, { batch: network.strands, tokens: size });
    return ((await timeChunk(network, timed, { chunk: size, pieces })) * tokens) / size;
  });
}

/** The device's width, by the clock, of chunks that it is given; see `chooseWidth`. */
export async function timeWidth(network: Network, timed: TimedDevice): Promise<number> {
  return inFitting(ownChunk(network, timed) ?? minTimedTokens, (chunk) =>
    chooseWidth(network, { batch: network.strands, tokens: chunk }, (pieces) =>
      timeChunk(network, timed, { chunk, pieces }),
    ),
  );
}

/** Tokens of a chunk as a long pass has it. */
function ownChunk(network: Network, { memoryBytes }: TimedDevice): number | undefined {
  return planDevice(network, { length: maxDeviceTokens }, memoryBytes)?.chunk;
}

/** Halves what a device does not hold, as the pass would do. */
async function inFitting(
  tokens: number,
  time: (chunk: number) => Promise<number>,
): Promise<number> {
  for (let chunk = tokens; ; chunk = Math.floor(chunk / 2)) {
    try {
      return await time(chunk);
    } catch (error) {
      if (!isDeviceFull(error) || chunk <= minTimedTokens) throw error;
    }
  }
}

/** Seconds of one chunk through the first layer. */
async function timeChunk(
  network: Network,
  { graphs, session }: Pick<TimedDevice, 'graphs' | 'session'>,
  { chunk, pieces }: { readonly chunk: number; readonly pieces: number },
): Promise<number> {
  const { strands } = network;
  const device = await openDevice(session);
  const held: DeviceTensor[] = [];
  try {
    const embed = await device.open(embeddingGraph(network), ['residual']);
    const ids = { data: new Int32Array(strands * chunk).fill(1), dims: [strands, chunk] };
    const embedded = await embed.run({ ids }, ['residual']).finally(() => releaseSession(embed));
    const residual = defined(embedded.device['residual']);
    held.push(residual);
    let partial: DeviceTensor | undefined;
    let seconds = 0;
    for (const scan of defined(network.layers[0]).streamed) {
      const states = zeroStates(scan.states);
      const inputs = {
        residual,
        ...(scan.readsForwardPartial ? { partial: defined(partial) } : {}),
        ...Object.fromEntries(
          scan.states.map(({ name, shape }) => {
            const data = new Float32Array(strands * defined(states[name]).length);
            return [name, { data, dims: [strands, ...shape] }];
          }),
        ),
        ...marksOf(scan, { batch: strands, tokens: chunk, first: true }),
      };
      const nexts = scan.states.map(({ name }) => `${name}_next`);
      const path = graphs.scan(network, 0, scan, { pieces, target: 'gpu' });
      const graph = await device.open(path, ['layer_output']);
      try {
        const run = async () => {
          const { device: outputs } = await graph.run(inputs, ['layer_output', ...nexts]);
          return defined(outputs['layer_output']);
        };
        // The first run compiles shaders and takes memory for the first time.
        (await run()).dispose();
        const began = performance.now();
        partial = await run();
        seconds += (performance.now() - began) / 1000;
        held.push(partial);
      } finally {
        await releaseSession(graph);
      }
    }
    return seconds;
  } finally {
    for (const tensor of held) tensor.dispose();
    await device.close().catch(() => undefined);
  }
}
