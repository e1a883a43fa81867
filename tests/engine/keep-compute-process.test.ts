import { expect, it } from 'vitest';
import { keepComputeProcess, forkComputeProcess } from '../../src-main/engine/index.ts';
import { canFindProcesses, computeProcesses } from '../support/compute-processes.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { expectSameBits, runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const random = new Random(5);

/** Counts the processes that are started. */
function counted() {
  let started = 0;
  const kept = keepComputeProcess(() => {
    started++;
    return forkComputeProcess();
  });
  return { ...kept, count: () => started };
}

it('passes of several models, lengths and settings in one process say what each says alone', async () => {
  const kept = counted();
  const jobs = [
    { model: referenceModels['hawk-bi'], tokens: randomTokens(300, random) },
    { model: referenceModels['hawk-bi'], tokens: randomTokens(120, random), chunk: 50 },
    { model: referenceModels['caduceus-ps'], tokens: randomTokens(200, random) },
    { model: referenceModels['caduceus-ps'], tokens: randomTokens(90, random), threads: 2 },
    { model: referenceModels['hawk-bi'], tokens: randomTokens(300, random), scan: 'operators' },
    { model: referenceModels['hawk-bi'], tokens: randomTokens(1, random) },
  ] as const;
  try {
    for (const job of [...jobs, ...jobs]) {
      const together = await runPass({ ...job, graphs, startProcess: kept.start });
      expectSameBits(together, await runPass({ ...job, graphs }));
    }
    expect(kept.count()).toBe(1);
  } finally {
    await kept.end();
  }
});

it('a pass that fails, or is stopped, ends its process, and the next one has its own', async () => {
  const kept = counted();
  const job = { model: referenceModels['hawk-bi'], graphs, startProcess: kept.start };
  const tokens = randomTokens(200, random);
  try {
    await runPass({ ...job, tokens });
    await expect(runPass({ ...job, tokens: Uint8Array.of(7, 200) })).rejects.toThrow();
    await runPass({ ...job, tokens });
    expect(kept.count()).toBe(2);
    const controller = new AbortController();
    const stopped = runPass({
      ...job,
      tokens: randomTokens(2000, random),
      chunk: 64,
      signal: controller.signal,
      onReply: () => controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    await runPass({ ...job, tokens });
    expect(kept.count()).toBe(3);
  } finally {
    await kept.end();
  }
});

it('two passes at the same time have a process each, of which one is kept', async () => {
  const kept = counted();
  const pass = () =>
    runPass({
      ...{ model: referenceModels['hawk-bi'], tokens: randomTokens(100, random) },
      ...{ graphs, startProcess: kept.start },
    });
  try {
    await Promise.all([pass(), pass()]);
    await pass();
    expect(kept.count()).toBe(2);
  } finally {
    await kept.end();
  }
});

it.runIf(canFindProcesses)('no process is left once it is ended', async () => {
  const before = computeProcesses();
  const kept = keepComputeProcess();
  const model = referenceModels['hawk-bi'];
  await runPass({ model, tokens: randomTokens(50, random), graphs, startProcess: kept.start });
  expect(computeProcesses()).toHaveLength(before.length + 1);
  await kept.end();
  expect(computeProcesses()).toEqual(before);
});
