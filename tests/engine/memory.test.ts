import { cpSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  chooseChunk,
  chooseRunnerChunk,
  estimateMemory,
  foreseePass,
  planMemory,
} from '../../src-main/engine/memory/memory-plan.ts';

import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import { openNetwork, readModelPackage, describeNetwork } from '../../src-main/model/index.ts';
import { foreseeMemory } from '../../src-main/engine/index.ts';

import { openModel } from '../../src-main/engine/process/open-model.ts';

import { hasRunner } from '../native/open-layer.ts';
import { referenceModels } from '../support/paths.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { writeTinyTransformer } from '../support/tiny-transformer.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const contig = tutorialContig('chrT2');
const nothingRaw = { start: 0, end: 0 };

// One wide layer of few states: quick to compute, and its residual outweighs all else.
const wide = sharedFolder();
const config = {
  model_type: 'caduceus',
  rcps: true,
  d_model: 64,
  n_layer: 1,
  ssm_cfg: { d_state: 2 },
};
writeRandomModel(wide, { seed: 1, config } as RandomModel);

const graph = join(sharedFolder(), 'tiny');
writeTinyTransformer(graph, { tile: 6_144, centre: 2_048 });

const wide2 = sharedFolder();
const mamba2 = { d_state: 16, headdim: 64 };
writeRandomModel(wide2, {
  seed: 1,
  config: { model_type: 'caduceus', rcps: true, d_model: 64, n_layer: 1, mamba2 },
});

it.each([
  { name: 'a Hawk', model: referenceModels['hawk-tutorial'] },
  { name: 'a strand-sharing Caduceus', model: wide },
  { name: 'a strand-sharing Mamba-2', model: wide2 },
])('a pass of $name takes the memory per base that was promised', async ({ model }) => {
  const network = describeNetwork(readModelPackage(model));
  const peak = async (length: number) => {
    const tokens = contig.subarray(0, length);
    const chunk = 2048;
    // With no more memory than that: of what is free, a bounded part is taken, too.
    const memory = estimateMemory(network, { length, chunk });
    const pass = { model, tokens, chunk, graphs, memory, raw: nothingRaw };
    const { peakBytes } = await runPass({ ...pass, startProcess: forkComputeProcess });
    expect(peakBytes).toBeLessThan(memory);
    return peakBytes;
  };
  const perBase = ((await peak(200_000)) - (await peak(20_000))) / 180_000;
  expect(perBase).toBeLessThan(4 * 3 * network.d * network.strands);
});

it('a pass by the operators takes no more memory than was foretold', async () => {
  const model = referenceModels['caduceus-tutorial'];
  const [tokens, chunk] = [contig.subarray(0, 20_000), 8192];
  const { length } = tokens;
  const memory = estimateMemory(describeNetwork(readModelPackage(model)), { length, chunk });
  const pass = { model, tokens, chunk, graphs, memory, raw: nothingRaw };
  const { peakBytes } = await runPass({
    ...pass,
    scan: 'operators',
    startProcess: forkComputeProcess,
  });
  expect(peakBytes).toBeLessThan(memory);
});

it('a pass that will not fit is refused before it computes', async () => {
  const replies: string[] = [];
  const attempt = runPass({
    model: referenceModels['hawk-tutorial'],
    tokens: contig,
    graphs,
    memory: 50e6,
    onReply: (reply) => replies.push(reply.kind),
  });
  await expect(attempt).rejects.toMatchObject({ code: 'memory-limit' });
  await expect(attempt).rejects.toThrow(/200,000 bp .* 50\.0 MB may be used/);
  expect(replies).not.toContain('begun');
});

it('less memory makes smaller chunks of the same sequence', async () => {
  const model = referenceModels['caduceus-tutorial'];
  const tokens = contig.subarray(0, 20_000);
  const chunkWith = async (memory: number) =>
    (await runPass({ model, tokens, graphs, memory, raw: nothingRaw })).begun.chunk;
  expect(await chunkWith(300e6)).toBeLessThan(await chunkWith(8e9));
});

it.each([
  [91_520, 'auto', 230e6],
  [1_000_000, 'auto', 400e6],
  [91_520, 'never', 350e6],
] as const)('%i bp, spilled %s, fit in the chunks chosen where in any', (length, spill, soon) => {
  const network = describeNetwork(readModelPackage(referenceModels['hawk-tutorial']));
  const fits = (pass: Parameters<typeof planMemory>[1], memory: number) => {
    try {
      planMemory(network, pass, memory, spill);
      return true;
    } catch {
      return false;
    }
  };
  const longer = [];
  const fitting = [];
  for (let memory = 200e6; memory < 700e6; memory += 1e6) {
    const atOnce = chooseChunk(network, { length, spill }, memory);
    const chunk = chooseRunnerChunk(network, { length, spill }, memory);
    const can = fits({ length, chunk: 256 }, memory);
    expect(fits({ length, chunk: atOnce }, memory)).toBe(can);
    expect(fits({ length, chunk, atOnce }, memory)).toBe(can);
    if (can) fitting.push(memory);
    if (chunk > atOnce) longer.push(memory);
  }
  expect(Math.min(...fitting)).toBeLessThan(soon);
  expect(Math.min(...longer)).toBeLessThan(400e6);
});

it('narrow models are read in longer chunks, as far as the memory allows', () => {
  const narrow = describeNetwork(readModelPackage(referenceModels['hawk-tutorial']));
  const chosen = (d: number, memory: number) => {
    const network = { ...narrow, d, forwardPartialWidth: d };
    return chooseRunnerChunk(network, { length: 1_000_000 }, memory);
  };
  const widths = [32, 64, 128, 256, 512];
  const chunks = [65_536, 65_536, 32_768, 16_384, 16_384];
  expect(widths.map((d) => chosen(d, 64e9))).toEqual(chunks);
  expect(chosen(64, 1e9)).toBe(16_384);
});

it.skipIf(!hasRunner)('a pass by the native runner spills what was foreseen of it', async () => {
  const tokens = contig.subarray(0, 60_000);
  const { length } = tokens;
  const memory = 280e6;
  const foreseen = foreseeMemory(readModelPackage(wide), { length, memory, spill: 'auto' });
  const pass = { model: wide, tokens, graphs, memory, scratch: temporaryFolder(), raw: nothingRaw };
  const { begun, peakBytes } = await runPass({ ...pass, startProcess: forkComputeProcess });
  expect(begun.spilledBytes).toBe(foreseen.spilledBytes);
  expect(begun.spilledBytes).toBeGreaterThan(0);
  expect(peakBytes).toBeLessThan(memory);
});

it('what does not fit the memory is foreseen on the disk, where that is allowed', () => {
  const network = describeNetwork(readModelPackage(referenceModels['hawk-tutorial']));
  const pass = { length: 5_000_000, chunk: 8192 };
  const whole = estimateMemory(network, pass);
  const memory = 1.2e9;
  const spilled = foreseePass(network, pass, memory, 'auto');
  expect(spilled.memoryBytes).toBeLessThanOrEqual(memory);
  expect(spilled.memoryBytes + spilled.spilledBytes).toBe(whole);
  for (const [most, choice] of [[4e9, 'auto'] as const, [memory, 'never'] as const]) {
    const kept = foreseePass(network, pass, most, choice);
    expect(kept).toEqual({ memoryBytes: whole, spilledBytes: 0 });
  }
});

it.each([
  { name: 'a network', model: referenceModels['hawk-tutorial'] },
  { name: 'a graph', model: graph },
])('what $name takes is the same from its description and from the open model', ({ model }) => {
  const pass = { length: 300_000, spill: 'auto', memory: 2e9, earlierPeaks: [5e8, 7e8] } as const;
  expect(openModel({ model }).memory(pass)).toEqual(foreseeMemory(readModelPackage(model), pass));
});

it('what a pass takes is foreseen without opening the weights', () => {
  const folder = temporaryFolder();
  cpSync(referenceModels['hawk-tutorial'], folder, { recursive: true });
  const whole = foreseeMemory(readModelPackage(folder), { length: 50_000, spill: 'never' });
  writeFileSync(join(folder, 'model.safetensors'), '');
  const model = readModelPackage(folder);
  expect(() => openNetwork(model)).toThrow('model.safetensors');
  expect(foreseeMemory(model, { length: 50_000, spill: 'never' })).toEqual(whole);
});

it('a graph takes what its passes took before, and until there is one its weights at the least', () => {
  const model = readModelPackage(graph);
  const pass = { length: 1_000, spill: 'auto' } as const;
  const first = foreseeMemory(model, pass);
  expect(first.memoryBytes).toBeGreaterThan(statSync(model.weights.path).size);
  expect(first.spilledBytes).toBe(0);
  const later = foreseeMemory(model, { ...pass, earlierPeaks: [3e9, 4e9] });
  expect(later).toEqual({ memoryBytes: 4e9, spilledBytes: 0 });
});

it('a few chunks need no more memory with files than without, and files alone need some too', () => {
  const network = describeNetwork(readModelPackage(referenceModels['hawk-tutorial']));
  const pass = { length: 20_000, chunk: 8192 };
  const whole = estimateMemory(network, pass);
  const refused = (choice: 'auto' | 'never' | 'always', memory: number) => {
    try {
      planMemory(network, pass, memory, choice);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused('auto', whole - 1)).toBe(refused('never', whole - 1));
  expect(refused('auto', whole - 1)).toMatch(/one pass/);
  expect(refused('always', whole)).toBeUndefined();
  expect(refused('always', whole - 1)).toMatch(/one pass/);
});
