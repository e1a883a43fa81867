import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askForKernel } from '../../src-main/engine/index.ts';
import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import { openRunner } from '../../src-main/native/index.ts';
import { worstRatio } from '../support/compare.ts';
import { readExpected } from '../support/expected.ts';
import { kernel } from '../support/kernel.ts';
import { referenceModels, root } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { expectSameBits, runPass, type PassOptions } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

/** In a Hawk the operators alone are 5e-5 of the standard deviation off the published outputs. */
const apart = 2e-4;
const model = referenceModels['caduceus-tutorial'];
const tokens = readExpected(model).tokens.subarray(0, 300);
const pass: PassOptions = { model, tokens, graphs };

describe.skipIf(!kernel)('with the kernel built', () => {
  it('a pass takes it, and names the instruction set', async () => {
    const { begun } = await runPass(pass);
    const found = openRunner();
    const withoutRunner = found.runner ? undefined : found.reason;
    const [detail] = kernel!.instructionSets();
    expect(begun.scan).toEqual({ scan: 'kernel', detail, withoutRunner });
    const runner = found.runner
      ? { available: true, reason: `ONNX Runtime ${found.version} by its C API` }
      : { available: false, reason: found.reason };
    expect(await askForKernel()).toEqual({ available: true, reason: begun.scan.detail, runner });
  });

  it('a pass takes the operators where it is told to', async () => {
    const { begun } = await runPass({ ...pass, scan: 'operators' });
    expect(begun.scan).toEqual({ scan: 'operators', detail: 'as asked' });
  });

  it('a state wider than the kernel knows is left to the operators', async () => {
    const wide = join(graphs, 'wide');
    const config = { model_type: 'caduceus', n_layer: 1, ssm_cfg: { d_state: 257 } } as const;
    writeRandomModel(wide, { seed: 1, config });
    const { begun } = await runPass({ ...pass, model: wide });
    expect(begun.scan).toEqual({
      scan: 'operators',
      detail: 'the native kernel knows no state so wide',
    });
  });

  const names = Object.keys(referenceModels) as (keyof typeof referenceModels)[];
  it.each(names)(
    '%s says the same by kernel and operators, in one chunk and in many',
    async (name) => {
      const folder = referenceModels[name];
      const all = { model: folder, tokens: readExpected(folder).tokens, graphs };
      const expected = await runPass({ ...all, scan: 'operators' });
      for (const chunk of [undefined, 777]) {
        const result = await runPass({ ...all, chunk, threads: 2 });
        expect(result.begun.scan.scan).toBe('kernel');
        for (const kind of ['logits', 'hidden'] as const) {
          expect(worstRatio(result[kind], expected[kind])).toBeLessThan(apart);
        }
      }
    },
  );
});

describe('without the kernel', () => {
  const withEnvironment = async <T>(
    name: string,
    value: string,
    work: () => Promise<T>,
  ): Promise<T> => {
    const before = process.env[name];
    process.env[name] = value;
    try {
      return await work();
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before;
    }
  };
  const withKernelAt = <T>(path: string, work: () => Promise<T>): Promise<T> =>
    withEnvironment('MEGABASE_KERNEL', path, work);

  it('a pass goes on with the operators and says why', async () => {
    const { begun, logits } = await withKernelAt('/nowhere/kernel.node', () => runPass(pass));
    expect(begun.scan).toEqual({
      scan: 'operators',
      detail: 'no native kernel: it is not built: there is no /nowhere/kernel.node',
      withoutKernel: 'it is not built: there is no /nowhere/kernel.node',
    });
    expect(logits.length).toBeGreaterThan(0);
  });

  it('a pass without the runner goes through the binding and says why', async () => {
    const { begun, logits } = await withEnvironment('MEGABASE_RUNNER', 'off', () => runPass(pass));
    const withoutRunner = 'as asked (MEGABASE_RUNNER=off)';
    const detail = kernel?.instructionSets()[0];
    if (kernel) expect(begun.scan).toEqual({ scan: 'kernel', detail, withoutRunner });
    const { logits: expected } = await runPass(pass);
    expect(worstRatio(logits, expected)).toBeLessThan(1e-5);
  });

  it('a file that is no kernel is told, and costs nothing else', async () => {
    const path = join(model, 'config.json');
    const report = await withKernelAt(path, () => askForKernel(forkComputeProcess));
    expect(report.available).toBe(false);
    expect(report.reason).toContain('config.json');
  });

  it.runIf(hasCompiler)(
    'a kernel that gives wrong numbers is not used, and everybody hears of it',
    async () => {
      const path = join(graphs, 'wrong.node');
      const source = join(root, 'tests/support/wrong-kernel.c');
      const linking = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
      const headers = (
        createRequire(import.meta.url)('node-api-headers') as { include_dir: string }
      ).include_dir;
      const flags = ['-shared', '-fPIC', ...linking, '-isystem', headers];
      execFileSync('cc', [...flags, source, '-o', path]);
      const wrong = await withKernelAt(path, () => runPass(pass));
      const reason = /^it gives wrong numbers here \(the norm gives 0 in place of \S+\)$/;
      const report = await withKernelAt(path, () => askForKernel());
      expect(report).toMatchObject({ available: false });
      expect(report.reason).toMatch(reason);
      expect(wrong.begun.scan).toMatchObject({
        scan: 'operators',
        detail: `no native kernel: ${report.reason}`,
      });
      expect(wrong.notes).toEqual([
        `The native kernel is not used: ${report.reason}. Using ONNX Runtime's operators instead, which ` +
          'take longer.',
      ]);
      expectSameBits(wrong, await runPass({ ...pass, scan: 'operators' }));
    },
  );
});
