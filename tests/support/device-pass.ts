import {
  forwardPass,
  residentStates,
} from '../../src-main/engine/recurrent/device/forward-pass.ts';
import { residentHead } from '../../src-main/engine/recurrent/device/resident-head.ts';
import { residentLayers } from '../../src-main/engine/recurrent/device/resident-layers.ts';
import { Embedding } from '../../src-main/engine/recurrent/tensors/embed.ts';
import type { HeadChunk } from '../../src-main/engine/recurrent/heads/head.ts';
import {
  GraphCache,
  openNetwork,
  readModelPackage,
  type Traffic,
} from '../../src-main/model/index.ts';
import { openDevice } from '../../src-main/model/session/index.ts';
import { joinFloats, type Provider } from '../../src-main/contract/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';

export interface DevicePassOptions {
  readonly model: string;
  readonly tokens: Uint8Array;
  readonly graphs: string;
  readonly chunk: number;
  /** After which the state is reset. */
  readonly window?: number | undefined;
  readonly pieces: number;
  readonly provider: Provider;
  /** With all layers of a chunk in one graph. */
  readonly forward?: boolean;
  /** What the head is asked for; all where absent. */
  readonly outputs?: 'logits' | 'all';
}

export interface DeviceResult {
  readonly logits: Float32Array;
  readonly hidden: Float32Array;
  readonly traffic: Pick<Traffic, 'calls' | 'bytesIn' | 'bytesOut'>;
}

/** A pass whose tensors stay on the device, in this process. */
export async function runOnDevice(options: DevicePassOptions): Promise<DeviceResult> {
  const {
    model,
    tokens,
    graphs,
    chunk,
    pieces,
    provider,
    forward = false,
    outputs = 'all',
  } = options;
  const wants = () => outputs === 'all';
  const opened = openNetwork(readModelPackage(model));
  const { network } = opened;
  const cache = new GraphCache(graphs, model);
  const device = await openDevice({ provider, threads: 2 });
  const plan = new ChunkPlan(tokens.length, chunk, options.window);
  const chunks: HeadChunk[] = [];
  if (forward) {
    const graph = cache.chunk(network, { pieces, target: 'cpu' });
    const session = await device.open(graph, residentStates);
    const onFailure = (error: unknown): never => {
      throw error;
    };
    const source = forwardPass(network, { plan, tokens }, { session, onFailure }, wants);
    for await (const one of source) chunks.push(one);
  } else {
    const { strands } = new Embedding(network, plan, tokens);
    const pass = {
      network,
      device,
      graphs: cache,
      plan,
      strands,
      options: { pieces, target: 'cpu' },
    } as const;
    const residuals = await residentLayers(pass, {
      layer: 0,
      every: Infinity,
      onStep: () => undefined,
    });
    for await (const one of residentHead(pass, residuals, wants)) chunks.push(one);
    for (const tensor of residuals) tensor.dispose();
  }
  await device.close();
  opened.close();
  const { calls, bytesIn, bytesOut } = device.traffic;
  return {
    logits: joinFloats(chunks.map(({ logits }) => logits)),
    hidden: joinFloats(chunks.map(({ hidden }) => hidden ?? new Float32Array(0))),
    traffic: { calls, bytesIn, bytesOut },
  };
}
