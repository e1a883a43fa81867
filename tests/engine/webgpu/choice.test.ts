import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probe } from '../../../src-main/engine/index.ts';
import { referenceModels, root } from '../../support/paths.ts';
import { onSoftwareGpu, sharedOnSoftwareGpu, softwareGpu } from '../../support/software-gpu.ts';
import { runPass } from '../../support/run-pass.ts';
import { randomTokens } from '../../support/random-sequence.ts';
import { Random } from '../../support/random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

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
