import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Reply } from '../../src-main/engine/index.ts';
import {
  canFindProcesses,
  computeProcesses,
  killComputeProcess,
} from '../support/compute-processes.ts';
import { afterScans } from '../support/interrupt.ts';
import { referenceModels } from '../support/paths.ts';
import { expectSameBits, runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
// Four layers of two scans with 15 chunks each.
const job = {
  model: referenceModels['hawk-tutorial'],
  tokens: tutorialContig('chrT2').subarray(0, 30_000),
  chunk: 2000,
  graphs,
};
let undisturbed: PassResult;
beforeAll(async () => {
  undisturbed = await runPass(job);
});

it.skipIf(!canFindProcesses)(
  'a pass whose process is killed goes on from its last checkpoint to the same end',
  async () => {
    const checkpoint = join(temporaryFolder(), 'pass');
    const onReply = afterScans(2, killComputeProcess);
    const result = await runPass({ ...job, checkpoint, onReply });
    expect(result.notes).toHaveLength(1);
    expect(result.notes[0]).toMatch(/was killed.*continuing from the last checkpoint/);
    expect(result.begun.resumedScans).toBeGreaterThanOrEqual(2);
    expectSameBits(result, undisturbed);
    expect(existsSync(checkpoint)).toBe(false);
  },
);

it.skipIf(!canFindProcesses)('a pass killed twice, far apart, still comes to its end', async () => {
  const checkpoint = temporaryFolder();
  const first = afterScans(1, killComputeProcess);
  const second = afterScans(5, killComputeProcess);
  const result = await runPass({
    ...job,
    checkpoint,
    onReply(reply) {
      first(reply);
      second(reply);
    },
  });
  expect(result.notes).toHaveLength(2);
  expect(result.begun.resumedScans).toBeGreaterThanOrEqual(5);
  expectSameBits(result, undisturbed);
});

it.skipIf(!canFindProcesses)(
  'a pass that dies in the same scan every time is given up',
  async () => {
    let deaths = 0;
    const attempt = runPass({
      ...job,
      checkpoint: temporaryFolder(),
      onReply(reply) {
        if (reply.kind !== 'begun') return;
        deaths += 1;
        killComputeProcess();
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'compute-died' });
    expect(deaths).toBe(3);
  },
);

it.skipIf(!canFindProcesses)('without checkpoints a killed pass is not tried again', async () => {
  let begun = 0;
  const kill = afterScans(2, killComputeProcess);
  const attempt = runPass({
    ...job,
    onReply(reply) {
      if (reply.kind === 'begun') begun += 1;
      kill(reply);
    },
  });
  await expect(attempt).rejects.toMatchObject({ code: 'compute-died' });
  await expect(attempt).rejects.toThrow('killed');
  expect(begun).toBe(1);
});

it('a cancelled pass ends at once, and the next one goes on from there', async () => {
  const checkpoint = temporaryFolder();
  const controller = new AbortController();
  let late = 0;
  const abort = afterScans(3, () => controller.abort());
  const onReply = (reply: Reply) => {
    if (controller.signal.aborted) late += 1;
    abort(reply);
  };
  const attempt = runPass({ ...job, checkpoint, onReply, signal: controller.signal });
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
  expect(late).toBe(0);
  if (canFindProcesses) expect(computeProcesses()).toEqual([]);
  const statePath = join(checkpoint, 'state.json');
  const state = JSON.parse(readFileSync(statePath, 'utf8')) as { seconds: number };
  expect(state.seconds).toBeGreaterThan(0);
  expect(state.seconds).toBeLessThan(120);
  writeFileSync(statePath, JSON.stringify({ ...state, seconds: 1_000 }));

  const result = await runPass({ ...job, checkpoint });
  // Those of all attempts together.
  expect(result.seconds).toBeGreaterThan(1_000);
  expect(result.begun.resumedScans).toBeGreaterThanOrEqual(3);
  expectSameBits(result, undisturbed);
});

it('a pass that is cancelled before it starts starts no process', async () => {
  const replies: unknown[] = [];
  const onReply = (reply: unknown) => replies.push(reply);
  const attempt = runPass({ ...job, onReply, signal: AbortSignal.abort() });
  await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
  expect(replies).toEqual([]);
});
