import { join } from 'node:path';
import { defined } from '../../src-main/contract/index.ts';
import { KernelScratch } from '../../src-main/engine/kernel/index.ts';
import { zeroStates, type ScanRunner } from '../../src-main/engine/recurrent/scan-runner.ts';
import { KernelScanRunner } from '../../src-main/engine/recurrent/scans/kernel-scan-runner.ts';
import { SharedGraphs } from '../../src-main/engine/recurrent/scans/shared-graphs.ts';
import { NativeScanRunner } from '../../src-main/engine/recurrent/scans/native-scan-runner.ts';
import {
  GraphCache,
  identifyModel,
  openNetwork,
  readModelPackage,
  type DirectionalScan,
  type Network,
} from '../../src-main/model/index.ts';
import { loadNative, openRunner } from '../../src-main/native/index.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';

const { module: kernel } = loadNative();

/** Whether there is anything to test. */
export const hasRunner = kernel !== undefined && openRunner().runner !== undefined;

/** Every way in which a layer is put together. */
export const configs: Record<string, RandomModel['config']> = {
  caduceus: { model_type: 'caduceus', d_model: 24 },
  'caduceus with projections of its own': {
    ...{
      model_type: 'caduceus',
      bidirectional_weight_tie: false,
      bidirectional_strategy: 'ew_multiply',
    },
    ...{ rcps: true, ssm_cfg: { bias: true, d_state: 5, d_conv: 3 } },
  },
  'causal caduceus': { model_type: 'caduceus', bidirectional: false, rms_norm: false },
  'caduceus with Mamba-2': { model_type: 'caduceus', d_model: 32, mamba2: { d_state: 16 } },
  'caduceus with Mamba-2 whose gate comes last': {
    ...{ model_type: 'caduceus', rcps: true, form: 'nested', mlp: { hidden_features: 20 } },
    mamba2: { d_state: 5, headdim: 4, d_ssm: 24, ngroups: 2, norm_before_gate: true, bias: true },
  },
  'causal Mamba-2': { model_type: 'mamba', mamba2: { d_state: 7, headdim: 1, ngroups: 4 } },
  hawk: { model_type: 'hawk', width: 40, lru_width: 24, num_heads: 4 },
};

/**
 * The first layer of a model that is written into `folder`: each scan of it by runner and kernel, and by the
 * binding of ONNX Runtime and the kernel.
 */
export async function openLayer(folder: string, name: string, threads: number) {
  const module = defined(kernel);
  const path = join(folder, name.replaceAll(' ', '-'));
  writeRandomModel(path, { seed: 3, config: defined(configs[name]) });
  const model = readModelPackage(path);
  const { network, close } = openNetwork(model);
  const { hash } = await identifyModel(model);
  const graphs = GraphCache.of(
    model as Parameters<typeof GraphCache.of>[0],
    join(folder, 'graphs'),
    hash,
  );
  const session = { provider: 'cpu', threads } as const;
  const context = {
    graphs,
    session,
    kernel: module,
    native: module,
    opened: new SharedGraphs(module, { ...session, threads: 1, nearMemory: true }),
    // Fewer than some calls want.
    taskThreads: module.createTaskThreads(Math.max(1, threads - 1)),
    scratch: new KernelScratch(),
  };
  const layer = defined(network.layers[0]);
  const runners = (scan: DirectionalScan) =>
    Promise.all([
      NativeScanRunner.open(network, 0, scan, context),
      KernelScanRunner.open(network, 0, scan, context),
    ]);
  return { network, layer, runners, close };
}

export function step(network: Network, scan: DirectionalScan, batch: number, tokens: number) {
  const random = new Random(tokens);
  const width = scan.writes === 'partial' ? network.forwardPartialWidth : network.d;
  const states = Object.entries(zeroStates(scan.states)).map(
    ([name, { length }]) => [name, random.floats(batch * length, 1)] as const,
  );
  return {
    ...{ batch, tokens, first: tokens % 2 === 0, states: Object.fromEntries(states) },
    residual: random.floats(batch * tokens * network.d, 1),
    forwardPartial: scan.readsForwardPartial
      ? random.floats(batch * tokens * network.forwardPartialWidth, 1)
      : undefined,
    into: new Float32Array(batch * tokens * width),
  };
}

/** The rows of a step as chains take them: in parts of so many rows and a rest, each of its own memory or not. */
export function inParts(
  { d, forwardPartialWidth }: Network,
  given: ReturnType<typeof step>,
  rows = 0,
) {
  const cut = (values: Float32Array, width: number) =>
    rows === 0
      ? [values]
      : [
          values.slice(0, rows * width),
          values.subarray(rows * width, 2 * rows * width),
          values.subarray(2 * rows * width),
        ];
  const { residual, forwardPartial } = given;
  return {
    ...given,
    residual: cut(residual, d),
    forwardPartial: forwardPartial && cut(forwardPartial, forwardPartialWidth),
  };
}

export const release = (runners: readonly ScanRunner[]) =>
  Promise.all(runners.map((one) => one.release()));
