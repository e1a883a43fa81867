import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import { probe } from '../../src-main/engine/index.ts';
import { canFindProcesses, computeProcesses } from '../support/compute-processes.ts';
import { referenceModels } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const job = {
  model: referenceModels['hawk-bi'],
  tokens: randomTokens(100, new Random(1)),
  graphs,
  startProcess: forkComputeProcess,
};
const elsewhere = process.platform === 'win32' ? 'coreml' : 'dml';

it('a provider of another system is told apart, and the pass runs on the CPU instead', async () => {
  expect(await probe(elsewhere)).toMatchObject({ provider: elsewhere, available: false });
  const { begun } = await runPass({ ...job, provider: elsewhere });
  expect(begun.provider).toBe('cpu');
  expect(begun.notes.join()).toMatch(`not offered on ${process.platform}`);
});

it('an error keeps its code and its words on the way out of the compute process', async () => {
  const model = temporaryFolder();
  writeRandomModel(model, { seed: 1, config: { model_type: 'caduceus' } });
  const other = temporaryFolder();
  writeRandomModel(other, { seed: 1, config: { model_type: 'caduceus', d_model: 24 } });
  copyFileSync(join(other, 'model.safetensors'), join(model, 'model.safetensors'));
  const attempt = runPass({ ...job, model });
  await expect(attempt).rejects.toMatchObject({ code: 'model-weights', exitCode: 2 });
  await expect(attempt).rejects.toThrow(
    /tensor "caduceus\.\S+" has shape \[.*24\]; config\.json needs/,
  );
});

it('what a listener throws ends the pass with just that', async () => {
  const thrown = new Error('the output is full');
  const attempt = runPass({
    ...job,
    onReply: () => {
      throw thrown;
    },
  });
  await expect(attempt).rejects.toBe(thrown);
});

it('a token outside the vocabulary is refused', async () => {
  const attempt = runPass({ ...job, tokens: Uint8Array.of(7, 8, 200, 9) });
  await expect(attempt).rejects.toMatchObject({ code: 'compute-failed' });
  await expect(attempt).rejects.toThrow('token 200 at 2');
});

it.skipIf(!canFindProcesses)('the compute process has CUDA multiply in float32', async () => {
  let environment = '';
  await runPass({
    ...job,
    onReply: () => (environment ||= readFileSync(`/proc/${computeProcesses()[0]}/environ`, 'utf8')),
  });
  expect(environment.split('\0')).toContain('NVIDIA_TF32_OVERRIDE=0');
});

it.skipIf(!canFindProcesses)('no compute process is left when a pass is over', async () => {
  let running = 0;
  await runPass({
    ...job,
    onReply: () => (running = Math.max(running, computeProcesses().length)),
  });
  expect(running).toBe(1);
  await expect(runPass({ ...job, memory: 1 })).rejects.toThrow();
  expect(computeProcesses()).toEqual([]);
});
