import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  hostTraffic,
  residentTraffic,
  trafficShare,
} from '../../src-main/engine/recurrent/device/index.ts';
import { openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { worstRatio } from '../support/compare.ts';
import { runOnDevice } from '../support/device-pass.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const tokens = randomTokens(300, new Random(5));

const configs: Readonly<Record<string, RandomModel['config']>> = {
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true, n_layer: 3 },
  'a Caduceus that multiplies its directions': {
    model_type: 'caduceus',
    bidirectional_strategy: 'ew_multiply',
  },
  'a bidirectional Hawk': { model_type: 'hawk', bidirectional: true },
  'a causal Hawk': { model_type: 'hawk', bidirectional: false },
  'a causal Mamba': { model_type: 'mamba' },
  'a causal Mamba-2': { model_type: 'mamba', mamba2: { d_state: 6, headdim: 8, ngroups: 2 } },
  'a strand-sharing Mamba-2 with an MLP': {
    ...{ model_type: 'caduceus', rcps: true, form: 'nested', mlp: { hidden_features: 20 } },
    mamba2: { d_state: 5, headdim: 4, d_ssm: 24, norm_before_gate: true },
  },
};
const isCausal = (name: string) => name.includes('causal');

const models = new Map(
  Object.entries(configs).map(([name, config], seed) => {
    const model = join(folder, `model-${seed}`);
    writeRandomModel(model, { seed, config, tracks: { count: 3, bin: 16 } });
    return [name, { model, graphs: join(folder, `graphs-${seed}`) }];
  }),
);

const hosts = new Map<string, Promise<PassResult>>();

/** What each model says with its tensors on the host, computed once. */
function onHost(name: string): Promise<PassResult> {
  const { model, graphs } = models.get(name)!;
  const pass = { model, tokens, graphs, provider: 'cpu', scan: 'operators' } as const;
  const found = hosts.get(name) ?? runPass(pass);
  hosts.set(name, found);
  return found;
}

const ways = [
  { chunk: 300, pieces: 1 },
  { chunk: 300, pieces: 8 },
  { chunk: 64, pieces: 1 },
  { chunk: 64, pieces: 4 },
  { chunk: 37, pieces: 8 },
];
const cases = Object.keys(configs).flatMap((name) =>
  ways.flatMap((way) =>
    (isCausal(name) ? [false, true] : [false]).map((forward) => ({ name, forward, ...way })),
  ),
);

it.each(cases)(
  '$name says the same from resident tensors, in chunks of $chunk, in $pieces pieces, all layers at once: $forward',
  async ({ name, ...way }) => {
    const { model, graphs } = models.get(name)!;
    const host = await onHost(name);
    const resident = await runOnDevice({ model, tokens, graphs, provider: 'cpu', ...way });
    expect(worstRatio(resident.logits, host.logits)).toBeLessThan(1e-5);
    expect(worstRatio(resident.hidden, host.hidden)).toBeLessThan(1e-5);
  },
);

it.each(
  [
    ...Object.keys(configs).map((name) => ({ name, chunk: 37 })),
    { name: 'a strand-sharing Caduceus', chunk: 100 },
  ].map((one) => ({ ...one, window: 100 })),
)(
  '$name says the same of windows of $window from resident tensors, in chunks of $chunk',
  async ({ name, ...way }) => {
    const { model, graphs } = models.get(name)!;
    const { window } = way;
    const settings = { provider: 'cpu', scan: 'operators', window } as const;
    const host = await runPass({ model, tokens, graphs, ...settings });
    const forward = isCausal(name);
    const on = { model, tokens, graphs, provider: 'cpu', pieces: 1, forward, ...way } as const;
    const resident = await runOnDevice(on);
    expect(worstRatio(resident.logits, host.logits)).toBeLessThan(1e-5);
    expect(worstRatio(resident.hidden, host.hidden)).toBeLessThan(1e-5);
  },
);

it.each(cases.filter(({ pieces }) => pieces === 1))(
  'the traffic of $name in chunks of $chunk is as foreseen, all layers at once: $forward',
  async ({ name, chunk, forward }) => {
    const { model, graphs } = models.get(name)!;
    const way = { chunk, forward, pieces: 1, outputs: 'logits' } as const;
    const { traffic } = await runOnDevice({ model, tokens, graphs, provider: 'cpu', ...way });
    const { network, close } = openNetwork(readModelPackage(model));
    const foreseen = residentTraffic(network, new ChunkPlan(tokens.length, chunk));
    close();
    // Of a causal network by layers there is no foreseeing: no pass takes that way.
    if (forward || !isCausal(name)) expect(traffic).toEqual({ ...foreseen });
  },
);

it.each([
  {
    name: 'a Caduceus 256 x 16 PS',
    config: { model_type: 'caduceus', d_model: 256, n_layer: 16, rcps: true },
    // As a pass in the host's memory is cut, and one on the device.
    chunks: { host: 2048, resident: 12_288 },
  },
  {
    name: 'a Hawk 50 M',
    config: { model_type: 'hawk', width: 512, lru_width: 512, depth: 15, bidirectional: false },
    chunks: { host: 8192, resident: 12_288 },
  },
] as const)(
  'a megabase of $name takes 2 % of the bytes and a tenth of the calls',
  ({ name, config, chunks }) => {
    const model = join(folder, name);
    writeRandomModel(model, { seed: 1, config });
    const { network, close } = openNetwork(readModelPackage(model));
    const host = hostTraffic(network, new ChunkPlan(1_000_000, chunks.host));
    const resident = residentTraffic(network, new ChunkPlan(1_000_000, chunks.resident));
    close();
    const share = trafficShare(resident, host);
    // Measured: 0.04 % and 9.0 %; 0.12 % and 4.2 %.
    expect(share.bytes).toBeLessThan(0.02);
    expect(share.calls).toBeLessThan(0.1);
  },
);
