import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probe } from '../../../src-main/engine/index.ts';
import { findWrong, runProbe } from '../../../src-main/model/probing/probe-graph.ts';
import { referenceModels, root } from '../../support/paths.ts';
import { onSoftwareGpu, sharedOnSoftwareGpu, softwareGpu } from '../../support/software-gpu.ts';
import { runPass } from '../../support/run-pass.ts';
import { randomTokens } from '../../support/random-sequence.ts';
import { Random } from '../../support/random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('a GPU is refused by what it gets wrong: TF32, functions near their limits, a long scan', async () => {
  const right = await runProbe('cpu');
  expect(findWrong(right, right)).toBeUndefined();
  const wrongBy = (name: string, change: (value: number, i: number) => number) =>
    findWrong({ ...right, [name]: right[name]!.map(change) }, right);
  const tf32 = wrongBy('product', (value) => value * (1 + 3e-4));
  expect(tf32).toMatch(/^a matrix product of depth 512 is off by /);
  // One value of many, the smallest: softplus at -20 as 0, and 1 - a^2 at -1e-6 as naive tanh has it.
  const naive = wrongBy('softplus', (value, i) => (i === 0 ? 0 : value));
  expect(naive).toBe('softplus of small values is off by 1.0 of it');
  const decay = wrongBy('decay', (value, i) => (i === 0 ? value * (1 + 1.3e-2) : value));
  expect(decay).toBe('1 - a^2 of a near 1 is off by 0.013 of it');
  const end = wrongBy('scan', (value, i) => (i === right['scan']!.length - 1 ? NaN : value));
  expect(end).toBe('a scan of 4096 tokens is off by NaN of it');
});

describe.skipIf(!softwareGpu.isThere)(onSoftwareGpu('the choice of what computes'), () => {
  const model = referenceModels['hawk-bi'];

  it('a provider that is right says on what', async () => {
    expect(await probe('webgpu', sharedOnSoftwareGpu)).toEqual({
      provider: 'webgpu',
      available: true,
      reason: 'a test graph ran and its numbers were right',
      device: 'vk_swiftshader_icd, in software',
      isSoftware: true,
    });
  });

  it('auto does not take what computes in software', async () => {
    const pass = { model, tokens: randomTokens(60, new Random(1)), graphs: temporaryFolder() };
    const { begun } = await runPass({
      ...pass,
      provider: 'auto',
      startProcess: sharedOnSoftwareGpu,
    });
    expect(begun).toMatchObject({ provider: 'cpu', notes: [] });
  });

  it('were it silicon, it would be timed, and left because it is slow', () => {
    const graphs = temporaryFolder();
    const script = join(root, 'tests/support/choose-place.ts');
    const { stdout, stderr } = spawnSync(process.execPath, [script, model, graphs], {
      env: { ...process.env, ...softwareGpu.environment },
      encoding: 'utf8',
    });
    expect(stdout, stderr).toMatch(
      /computing on the CPU, which is fastest here: one layer of (512|8,192) bp takes cpu .* webgpu /,
    );
    const [kept] = readdirSync(graphs).filter((name) => name.startsWith('fastest-'));
    const { provider, seconds, tokens } = JSON.parse(
      readFileSync(join(graphs, kept ?? ''), 'utf8'),
    ) as { provider: string; seconds: Record<string, number>; tokens: number };
    expect(provider).toBe('cpu');
    // A machine that is quick with few tokens is tried with all of them, too.
    expect([512, 8_192]).toContain(tokens);
    expect(seconds['webgpu']).toBeGreaterThan(4 * seconds['cpu']!);
  });
});
