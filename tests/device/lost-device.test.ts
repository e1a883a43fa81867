import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Checkpoint } from '../../src-main/engine/recurrent/tensors/checkpoint.ts';
import {
  forwardPass,
  residentStates,
} from '../../src-main/engine/recurrent/device/forward-pass.ts';
import { chooseWidth } from '../../src-main/engine/recurrent/device/scan-pieces.ts';
import { LayerCheckpoints } from '../../src-main/engine/recurrent/device/layer-checkpoints.ts';
import {
  choosePieces,
  planDevice,
  timeWidth,
} from '../../src-main/engine/recurrent/device/index.ts';
import { residentHead } from '../../src-main/engine/recurrent/device/resident-head.ts';
import { residentLayers } from '../../src-main/engine/recurrent/device/resident-layers.ts';
import { PassProgressEstimator } from '../../src-main/engine/recurrent/pass-progress-estimator.ts';
import { CheckpointPace } from '../../src-main/engine/recurrent/tensors/checkpoint-pace.ts';
import { Embedding } from '../../src-main/engine/recurrent/tensors/embed.ts';
import {
  GraphCache,
  openNetwork,
  plainScanOptions,
  readModelPackage,
  type Device,
  type DeviceSession,
  type DeviceTensor,
  type DirectionalScan,
} from '../../src-main/model/index.ts';
import { openDevice } from '../../src-main/model/session/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { worstRatio } from '../support/compare.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const tokens = randomTokens(300, new Random(6));
const plan = new ChunkPlan(tokens.length, 64);
const caduceus = { model_type: 'caduceus', rcps: true, n_layer: 4 } as const;

function open(name: string, config: RandomModel['config']) {
  const model = join(folder, name);
  writeRandomModel(model, { seed: 2, config });
  const graphs = join(folder, `${name}-graphs`);
  return {
    model,
    graphs,
    cache: new GraphCache(graphs, model),
    ...openNetwork(readModelPackage(model)),
  };
}

it.each(['hawk', 'mamba'] as const)(
  'a device that is lost in mid-pass costs a causal %s the chunk it was at',
  async (family) => {
    const config =
      family === 'hawk' ? { model_type: family, bidirectional: false } : { model_type: family };
    const { model, graphs, cache, network, close } = open(family, config);
    const device = await openDevice({ provider: 'cpu', threads: 1 });
    const session = await device.open(cache.chunk(network), residentStates);
    let runs = 0;
    const failing: DeviceSession = {
      run(inputs, wanted) {
        runs += 1;
        return runs === 3 ? Promise.reject(new Error('lost')) : session.run(inputs, wanted);
      },
      release: () => session.release(),
    };
    const failures: unknown[] = [];
    const onFailure = async (error: unknown) => {
      failures.push(error);
      const opened = await device.open(cache.chunk(network), residentStates);
      return { session: opened, most: plan.size, isLast: true };
    };
    const logits: number[] = [];
    const pass = forwardPass(
      network,
      { plan, tokens },
      { session: failing, onFailure },
      () => false,
    );
    for await (const chunk of pass) logits.push(...chunk.logits);
    await device.close();
    close();
    expect(failures).toEqual([new Error('lost')]);
    // The chunk that failed was the third; none was asked of it again.
    expect(runs).toBe(3);
    const host = await runPass({ model, tokens, graphs, provider: 'cpu', scan: 'operators' });
    expect(worstRatio(logits, host.logits)).toBeLessThan(1e-5);
  },
);

it('checkpoints of a device are gone on from there, and in the host’s memory', async () => {
  const { model, graphs, cache, network, close } = open('caduceus', caduceus);
  const checkpoint = temporaryFolder();
  const device = await openDevice({ provider: 'cpu', threads: 1 });
  const { strands } = new Embedding(network, plan, tokens);
  const pass = { network, device, graphs: cache, plan, strands, options: plainScanOptions };
  const widths = { residual: network.d, partial: network.forwardPartialWidth };

  // 1. Two layers, each with its checkpoint; then the device is lost.
  const first = new Checkpoint(checkpoint, plan, network.strands, 0);
  const saved = new LayerCheckpoints(pass, first, new CheckpointPace(0));
  const lost = residentLayers(pass, {
    layer: 0,
    onStep: () => undefined,
    async onLayer(layersDone, residuals) {
      await saved.offer(layersDone, residuals);
      if (layersDone === 2) throw new Error('lost');
    },
  });
  await expect(lost).rejects.toThrow('lost');
  await first.close();

  // 2. From there on the device.
  const second = new Checkpoint(checkpoint, plan, network.strands, 0);
  expect(await second.resume(widths)).toEqual({ layer: 2, scan: 0 });
  const again = new LayerCheckpoints(pass, second);
  const residuals = await residentLayers(pass, {
    layer: 2,
    saved: (k) => again.read(k),
    onStep: () => undefined,
  });
  const whole = await residentLayers(pass, { layer: 0, onStep: () => undefined });
  for (const [k, tensor] of residuals.entries()) {
    expect(await device.download(tensor)).toEqual(await device.download(whole[k]!));
  }
  for (const tensor of [...residuals, ...whole]) tensor.dispose();
  await second.close();
  await device.close();
  close();

  // 3. And in the host's memory.
  const options = { model, tokens, graphs, provider: 'cpu', scan: 'operators', chunk: 64 } as const;
  const resumed = await runPass({ ...options, checkpoint });
  expect(resumed.begun.resumedScans).toBe(2 * 4);
  const host = await runPass(options);
  expect(worstRatio(resumed.logits, host.logits)).toBeLessThan(1e-5);
});

it('a device that is lost between the strands of a checkpoint leaves the one before', async () => {
  const { model, graphs, cache, network, close } = open('caduceus-strands', caduceus);
  const checkpoint = temporaryFolder();
  const device = await openDevice({ provider: 'cpu', threads: 1 });
  let downloads = 0;
  const failing: Device = {
    provider: device.provider,
    traffic: device.traffic,
    open: (graph, resident) => device.open(graph, resident),
    // The first checkpoint takes all chunks twice, the second is lost at those of its second strand.
    download: (tensor) =>
      downloads++ === 3 * plan.count ? Promise.reject(new Error('lost')) : device.download(tensor),
    close: () => device.close(),
  };
  const { strands } = new Embedding(network, plan, tokens);
  const pass = { network, device, graphs: cache, plan, strands, options: plainScanOptions };
  const first = new Checkpoint(checkpoint, plan, network.strands, 0);
  const saving = new LayerCheckpoints({ ...pass, device: failing }, first, new CheckpointPace(0));
  const lost = residentLayers(pass, {
    layer: 0,
    onStep: () => undefined,
    async onLayer(layersDone, residuals) {
      // At its pace it passes layers over.
      if (layersDone !== 2) await saving.offer(layersDone, residuals);
    },
  });
  await expect(lost).rejects.toThrow('lost');
  await first.close();
  await device.close();
  close();

  const options = { model, tokens, graphs, provider: 'cpu', scan: 'operators', chunk: 64 } as const;
  const resumed = await runPass({ ...options, checkpoint });
  expect(resumed.begun.resumedScans).toBe(4);
  const host = await runPass(options);
  expect(worstRatio(resumed.logits, host.logits)).toBeLessThan(1e-5);
});

it('a device on which the head fails gets its memory back, and its own words are heard', async () => {
  const { cache, network, close } = open('caduceus-head', caduceus);
  const inner = await openDevice({ provider: 'cpu', threads: 1 });
  let held = 0;
  const counted = (tensor: DeviceTensor): DeviceTensor => {
    held += 1;
    const dispose = tensor.dispose.bind(tensor);
    return Object.assign(tensor, {
      dispose() {
        held -= 1;
        dispose();
      },
    });
  };
  const device: Device = {
    provider: 'webgpu',
    traffic: inner.traffic,
    async open(graph, resident) {
      const session = await inner.open(graph, resident);
      return {
        async run(inputs, wanted) {
          if (resident.length === 0) throw new Error('out of memory');
          const { device: stay, host } = await session.run(inputs, wanted);
          const entries = Object.entries(stay).map(([name, one]) => [name, counted(one)] as const);
          return { device: Object.fromEntries(entries), host };
        },
        async release() {
          await session.release();
          throw new Error('lost');
        },
      };
    },
    download: (tensor) => inner.download(tensor),
    close: () => inner.close(),
  };
  const { strands } = new Embedding(network, plan, tokens);
  const pass = { network, device, graphs: cache, plan, strands, options: plainScanOptions };
  const residuals = await residentLayers(pass, { layer: 0, onStep: () => undefined });
  expect(held).toBe(residuals.length);
  const chunks = residentHead(pass, residuals, () => false);
  await expect(chunks.next()).rejects.toThrow('out of memory');
  expect(held).toBe(residuals.length);
  for (const tensor of residuals) tensor.dispose();
  await device.close();
  close();
});

it('progress tells of no chunk that a device has in its queue only', async () => {
  const { cache, network, close } = open('caduceus-queue', caduceus);
  const inner = await openDevice({ provider: 'cpu', threads: 1 });
  // As WebGPU does it: a call comes back when it is queued, and a download when all before it is done.
  let queued = 0;
  let done = 0;
  const device: Device = {
    provider: 'webgpu',
    traffic: inner.traffic,
    async open(graph, resident) {
      const session = await inner.open(graph, resident);
      const run: DeviceSession['run'] = (inputs, wanted) => {
        if (wanted.includes('layer_output')) queued += 1;
        return session.run(inputs, wanted);
      };
      return { run, release: () => session.release() };
    },
    async download(tensor) {
      expect(tensor.dims).toHaveLength(3);
      expect(tensor.bytes).toBeLessThan(4 * 64 * network.d);
      done = queued;
      return inner.download(tensor);
    },
    close: () => inner.close(),
  };
  const { strands } = new Embedding(network, plan, tokens);
  const pass = { network, device, graphs: cache, plan, strands, options: plainScanOptions };
  const scans = 2 * caduceus.n_layer;
  const told: number[] = [];
  const estimator = new PassProgressEstimator(caduceus.n_layer);
  for (const every of [0, Infinity]) {
    [queued, done, told.length] = [0, 0, 0];
    const residuals = await residentLayers(pass, {
      layer: 0,
      every,
      onStep(step) {
        expect((step.layer * step.scans + step.scan) * step.chunks + step.chunksDone).toBe(done);
        told.push(estimator.layerStep(step).fraction);
      },
    });
    for (const tensor of residuals) tensor.dispose();
    expect(told).toHaveLength(every === 0 ? scans * plan.count : scans);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  }
  await device.close();
  close();
});

it('a pass that a device does not hold is left to the host', () => {
  const { network, close } = open('caduceus-plan', caduceus);
  close();
  const memory = 1e9;
  const perBase = 4 * 2 * (network.d + network.forwardPartialWidth);
  const most = Math.floor(memory / perBase);
  // Four fifths of it are planned with.
  expect(planDevice(network, { length: Math.floor(most / 2) }, memory)?.chunk).toBe(12_288);
  expect(planDevice(network, { length: Math.floor(0.9 * most) }, memory)).toBeUndefined();
  // A device with less room for the intermediate values gets smaller chunks.
  const working = 4 * 2 * network.workingFloats;
  const small = planDevice(network, { length: 20_000 }, (3 * 4000 * working) / 0.8);
  expect(small?.chunk).toBe(3072);
  // So does one that did not hold more, down to where calls would cost more than they compute.
  expect(planDevice(network, { length: 20_000, most: 6144 })?.chunk).toBe(6144);
  expect(planDevice(network, { length: 20_000, most: 255 })).toBeUndefined();
  expect(planDevice(network, { length: 20_000, window: 1000 })?.chunk).toBe(1000);
  expect(planDevice(network, { length: 20_000, chunk: 20_000 })?.chunk).toBe(12_288);
});

it('causal passes take a device’s memory for a chunk alone', () => {
  const { network, close } = open('hawk-plan', { model_type: 'hawk', bidirectional: false });
  close();
  const [short, long] = [1e5, 1e9].map((length) => planDevice(network, { length }));
  expect(long).toEqual(short);
});

/** A network whose layers scan so many heads. */
function scanning(heads: number) {
  const states = [{ name: 'forward_scan', shape: [heads, 16, 1] }];
  const scan: DirectionalScan = {
    direction: 'forward',
    readsForwardPartial: false,
    writes: 'residual',
    states,
    starts: [],
  };
  return { layers: [{ streamed: [scan], singleChunk: scan }] };
}

it.each([
  // heads, batch, tokens, pieces
  [512, 1, 12_288, 8],
  [512, 2, 12_288, 4],
  [1024, 2, 12_288, 1],
  [64, 1, 12_288, 64],
  [64, 1, 512, 8],
  [64, 1, 100, 1],
])(
  '%d heads of %d sequences of %d tokens are scanned in %d pieces',
  (heads, batch, tokens, pieces) => {
    expect(choosePieces(scanning(heads), { batch, tokens })).toBe(pieces);
  },
);

it('the width of a device is that with whose pieces it is fastest', async () => {
  const full = new Error('out of memory');
  const widest = (tokens: number, seconds: Readonly<Record<number, number>>) => {
    const tried: number[] = [];
    const width = chooseWidth(scanning(512), { batch: 1, tokens }, (pieces) => {
      tried.push(pieces);
      const own = seconds[pieces];
      return own === undefined ? Promise.reject(full) : Promise.resolve(own);
    });
    return width.then((one) => ({ width: one, tried }));
  };
  const tried = [8, 1, 32];
  expect(await widest(12_288, { 1: 4, 8: 3, 32: 2 })).toEqual({ width: 16_384, tried });
  expect(await widest(12_288, { 1: 2, 8: 3, 32: 4 })).toEqual({ width: 1024, tried });
  expect(await widest(12_288, { 1: 4, 8: 3 })).toEqual({ width: 4096, tried });
  // Of a chunk so short that a wider device would make no difference.
  expect(await widest(512, { 1: 4, 8: 3 })).toEqual({ width: 4096, tried: [8, 1] });
  await expect(widest(12_288, { 1: 1, 32: 1 })).rejects.toBe(full);
});

it('the width of a device is timed by a layer of the model', async () => {
  const { cache, network, close } = open('caduceus-width', caduceus);
  const session = { provider: 'cpu', threads: 1 } as const;
  const memoryBytes = 3 * 1024 * 4 * network.strands * network.workingFloats;
  const width = await timeWidth(network, { graphs: cache, session, memoryBytes });
  close();
  expect([1024, 4096, 16_384]).toContain(width);
});
