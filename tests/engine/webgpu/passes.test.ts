import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { computePerturbations, type PerturbationResult } from '../../../src-main/engine/index.ts';
import { identifyModel, readModelPackage } from '../../../src-main/model/index.ts';
import { computeProcesses } from '../../support/compute-processes.ts';
import { worstRatio } from '../../support/compare.ts';
import { readExpected, rowsAt } from '../../support/expected.ts';
import { referenceModels } from '../../support/paths.ts';
import { writeRandomModel } from '../../support/random-model.ts';
import { randomTokens } from '../../support/random-sequence.ts';
import { Random } from '../../support/random.ts';
import { expectSameBits, runPass, type PassOptions } from '../../support/run-pass.ts';
import {
  forkOnSoftwareGpu,
  onSoftwareGpu,
  sharedOnSoftwareGpu,
  softwareGpu,
} from '../../support/software-gpu.ts';
import { sharedFolder, temporaryFolder } from '../../support/temporary-folder.ts';

const folder = sharedFolder();
const graphs = join(folder, 'graphs');

/** Of two float32 passes that add up in another order. */
const close = 2e-5;

/** A pass that must have run on the GPU, to its end. */
async function onGpu(options: Omit<PassOptions, 'graphs'>) {
  const result = await runPass({
    graphs,
    provider: 'webgpu',
    startProcess: sharedOnSoftwareGpu,
    ...options,
  });
  expect(result.begun.notes).toEqual([]);
  expect(result.begun.provider).toBe('webgpu');
  expect(result.notes).toEqual([]);
  return result;
}

/** In the process that has the GPU, too. */
function onCpu(options: Omit<PassOptions, 'graphs'>) {
  return runPass({ graphs, startProcess: sharedOnSoftwareGpu, ...options });
}

describe.skipIf(!softwareGpu.isThere)(onSoftwareGpu('reference models'), () => {
  const names = [
    ...(['caduceus-ph', 'caduceus-ps', 'hawk-bi', 'hawk-causal'] as const),
    ...(['mamba2-lm', 'mamba2-ps', 'mamba2-ps-plantcad2'] as const),
  ];

  it.each(names)('%s agrees with its published outputs', async (name) => {
    const model = referenceModels[name];
    const { tokens, positions, logits, hidden } = readExpected(model);
    const result = await onGpu({ model, tokens });
    for (const [kind, expected] of Object.entries({ logits, hidden })) {
      const values = result[kind as 'logits'];
      const actual = rowsAt(values, positions, values.length / tokens.length);
      // The Hawk references were computed in float32 with 1 - exp(2 log a).
      expect(worstRatio(actual, expected)).toBeLessThan(name.startsWith('hawk') ? 1e-3 : 1e-4);
    }
    const cpu = await onCpu({ model, tokens });
    expect(worstRatio(result.hidden, cpu.hidden)).toBeLessThan(close);
  });
});

const config = { model_type: 'caduceus', rcps: true, n_layer: 2 } as const;

describe.skipIf(!softwareGpu.isThere)(onSoftwareGpu('Mamba-2 with every option'), () => {
  // Not without what a norm before the gate, groups and channels that are not scanned ask for.
  const layer = {
    d_state: 5,
    headdim: 4,
    ngroups: 2,
    d_ssm: 24,
    norm_before_gate: true,
    bias: true,
  };
  const limits = { dt_limit: [0.005, 0.05] as const, D_has_hdim: true, conv_bias: false };
  const mamba2 = { ...layer, ...limits };
  const tokens = randomTokens(130, new Random(6));

  it.each([
    { model_type: 'caduceus', rcps: true, n_layer: 1, mamba2, form: 'nested', mlp: {} },
    { model_type: 'mamba', mamba2 },
  ] as const)('says what the CPU does: $model_type', async (shape) => {
    const own = join(folder, `mamba2-${shape.model_type}`);
    writeRandomModel(own, { seed: 6, config: shape });
    const cpu = await onCpu({ model: own, tokens });
    for (const chunk of [undefined, 60]) {
      const gpu = await onGpu({ model: own, tokens, chunk });
      for (const kind of ['logits', 'hidden'] as const) {
        expect(worstRatio(gpu[kind], cpu[kind])).toBeLessThan(close);
      }
    }
  });
});

describe.skipIf(!softwareGpu.isThere)(onSoftwareGpu('a strand-sharing Caduceus'), () => {
  const model = join(folder, 'model');
  writeRandomModel(model, { seed: 3, config, tracks: { count: 2, bin: 16 } });
  const tokens = randomTokens(150, new Random(2));

  it('says the same whole and in chunks, of all and of windows', async () => {
    for (const window of [undefined, 100]) {
      const cpu = await onCpu({ model, tokens, window });
      for (const chunk of [undefined, 60]) {
        const gpu = await onGpu({ model, tokens, window, chunk });
        expect(gpu.begun.settings).toMatchObject({ resident: true });
        for (const kind of ['logits', 'hidden', 'entropy'] as const) {
          expect(worstRatio(gpu[kind], cpu[kind])).toBeLessThan(close);
        }
      }
    }
  });

  it('says the same of edited sequences', async () => {
    const edits = [{ start: 70, end: 72, tokens: randomTokens(3, new Random(4)) }];
    const range = { start: 40, end: 90 };
    const tasks = [{ edits, tracks: true, distributions: { before: range, after: range } }];
    const modelHash = (await identifyModel(readModelPackage(model))).hash;
    const results: PerturbationResult[] = [];
    for (const provider of ['webgpu', 'cpu'] as const) {
      await computePerturbations(
        {
          ...{ model, modelHash, tokens, graphs, provider, tasks },
          ...{ start: 0, threads: 1, chunk: 50, tolerance: 0 },
        },
        {
          onReply(reply) {
            if (reply.kind === 'begun') expect(reply.provider).toBe(provider);
            if (reply.kind === 'perturbation') results.push(reply);
          },
          onNote: (note) => expect(note).toBe(''),
        },
        undefined,
        sharedOnSoftwareGpu,
      );
    }
    const [gpu, cpu] = results;
    for (const when of ['before', 'after'] as const) {
      const own = gpu!.distributions![when];
      expect(worstRatio(own, cpu!.distributions![when])).toBeLessThan(close);
    }
    expect(worstRatio(gpu!.bins![0]!.values[0]!, cpu!.bins![0]!.values[0]!)).toBeLessThan(close);
  });

  it('can be cancelled in mid-pass, at once', async () => {
    const before = computeProcesses();
    const cancel = new AbortController();
    let cancelled = Infinity;
    const attempt = runPass({
      ...{ model, tokens, graphs, chunk: 60, provider: 'webgpu', signal: cancel.signal },
      startProcess: forkOnSoftwareGpu,
      onReply(reply) {
        if (reply.kind === 'begun') expect(reply.provider).toBe('webgpu');
        if (reply.kind !== 'progress' || cancel.signal.aborted) return;
        cancelled = performance.now();
        cancel.abort();
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - cancelled).toBeLessThan(1000);
    // Those that tests share have stayed.
    expect(computeProcesses()).toEqual(before);
  });

  it('whose process dies goes on on the CPU from the checkpoint', async () => {
    const whole = await runPass({ model, tokens, graphs, chunk: 60 });
    let killed = false;
    const result = await runPass({
      ...{ model, tokens, graphs, chunk: 60, provider: 'webgpu', checkpoint: temporaryFolder() },
      startProcess: forkOnSoftwareGpu,
      onReply(reply) {
        if (killed || reply.kind !== 'progress' || reply.progress.layer < 2) return;
        killed = true;
        for (const pid of computeProcesses()) process.kill(pid, 'SIGKILL');
      },
    });
    expect(result.notes).toEqual([
      expect.stringMatching(/\(SIGKILL\).* while webgpu computed; continuing on the CPU\.$/),
    ]);
    expect(result.begun).toMatchObject({ provider: 'cpu', chunk: 60 });
    expect(result.begun.resumedScans).toBeGreaterThan(0);
    expect(worstRatio(result.hidden, whole.hidden)).toBeLessThan(close);
  });
});

describe.skipIf(!softwareGpu.isThere)(onSoftwareGpu('a causal Hawk'), () => {
  const causal = join(folder, 'causal');
  writeRandomModel(causal, { seed: 5, config: { model_type: 'hawk', bidirectional: false } });
  const tokens = randomTokens(240, new Random(2));
  const pass = { model: causal, tokens, graphs, chunk: 60, provider: 'webgpu' } as const;

  it('cancelled, then killed, goes on from its checkpoint, there and on the CPU', async () => {
    const whole = await onGpu(pass);
    const checkpoint = temporaryFolder();
    const cancel = new AbortController();
    const cancelled = runPass({
      ...{ ...pass, checkpoint, signal: cancel.signal },
      startProcess: forkOnSoftwareGpu,
      onReply(reply) {
        if (reply.kind === 'progress' && reply.progress.chunk === 2) cancel.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const kept = temporaryFolder();
    cpSync(checkpoint, kept, { recursive: true });

    const there = await onGpu({ ...pass, checkpoint });
    expect(there.begun).toMatchObject({ resumedUnit: 'chunk', computedBefore: ['webgpu'] });
    expect(there.begun.resumedScans).toBeGreaterThan(0);
    expectSameBits(there, whole);

    let killed = false;
    const died = await runPass({
      ...{ ...pass, checkpoint: kept },
      startProcess: forkOnSoftwareGpu,
      onReply(reply) {
        if (killed || reply.kind !== 'progress') return;
        killed = true;
        for (const pid of computeProcesses()) process.kill(pid, 'SIGKILL');
      },
    });
    expect(died.notes).toEqual([expect.stringMatching(/continuing on the CPU\.$/)]);
    expect(died.begun).toMatchObject({ provider: 'cpu', resumedUnit: 'chunk' });
    expect(died.begun.resumedScans).toBeGreaterThan(0);
    expect(worstRatio(died.hidden, whole.hidden)).toBeLessThan(close);
  });
});
