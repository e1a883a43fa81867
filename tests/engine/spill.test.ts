import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import { cancelAfter } from '../support/interrupt.ts';
import { referenceModels } from '../support/paths.ts';
import { expectSameBits, runPass, type PassResult } from '../support/run-pass.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const contig = tutorialContig('chrT2');

describe.each(['hawk-tutorial', 'hawk-causal', 'caduceus-ps', 'caduceus-ph'] as const)(
  'a pass of %s',
  (name) => {
    const job = {
      model: referenceModels[name],
      tokens: contig.subarray(0, 7001),
      chunk: 500,
      graphs,
    };
    let inMemory: PassResult;
    beforeAll(async () => (inMemory = await runPass(job)));

    it('gives the same bits with all of it in files', async () => {
      const scratch = join(temporaryFolder(), 'spill');
      const result = await runPass({ ...job, scratch, spill: 'always' });
      expect(inMemory.begun.spilledBytes).toBe(0);
      expect(result.begun.spilledBytes).toBeGreaterThan(0);
      expectSameBits(result, inMemory);
      expect(existsSync(scratch)).toBe(false);
    });

    it('gives the same bits by the operators with all of it in files', async () => {
      const operators = await runPass({ ...job, scan: 'operators' });
      const scratch = temporaryFolder();
      const result = await runPass({ ...job, scratch, spill: 'always', scan: 'operators' });
      expectSameBits(result, operators);
    });
  },
);

describe('a pass that fits the memory only in part', () => {
  const model = referenceModels['hawk-tutorial'];
  const job = { model, tokens: contig, chunk: 4096, graphs, raw: { start: 0, end: 100 } };
  // Of the 100 MB of tensors of 200 kbp some go to the file.
  const memory = 320e6;
  const own = { ...job, startProcess: forkComputeProcess };
  let whole: PassResult;
  beforeAll(async () => (whole = await runPass(own)));

  it('keeps the rest in files, stays within the memory and gives the same bits', async () => {
    const result = await runPass({ ...own, scratch: temporaryFolder(), memory });
    const { spilledBytes } = result.begun;
    expect(spilledBytes).toBeGreaterThan(0);
    expect(spilledBytes).toBeLessThan(200_000 * 4 * 128);
    expect(result.peakBytes).toBeLessThan(memory);
    expect(result.peakBytes).toBeLessThan(whole.peakBytes);
    expectSameBits(result, whole);
  });

  it('is refused where nothing may be kept in files', async () => {
    const attempt = runPass({ ...job, scratch: temporaryFolder(), memory, spill: 'never' });
    await expect(attempt).rejects.toMatchObject({ code: 'memory-limit' });
  });

  it('goes on from where it was killed', async () => {
    const checkpoint = temporaryFolder();
    const spilled = { ...job, memory, checkpoint };
    await cancelAfter(3, spilled);
    const result = await runPass(spilled);
    expect(result.begun.resumedScans).toBeGreaterThanOrEqual(3);
    expect(result.begun.spilledBytes).toBeGreaterThan(0);
    expectSameBits(result, whole);
    expect(existsSync(checkpoint)).toBe(false);
  });

  it('says so where a file is not what was written to it', async () => {
    const scratch = temporaryFolder();
    let damaged = false;
    const attempt = runPass({
      ...job,
      scratch,
      memory,
      onReply(reply) {
        if (reply.kind !== 'progress' || reply.progress.layer < 2 || damaged) return;
        damaged = true;
        for (const name of readdirSync(scratch)) {
          if (/^(residual|partial)/.test(name)) writeFileSync(join(scratch, name), 'not a tensor');
        }
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'spill-damaged' });
  });
});

const disk = mountSmallDisk(8);

it.skipIf(!disk)(
  'files that will not fit the disk are refused before the pass starts',
  async () => {
    const attempt = runPass({
      model: referenceModels['hawk-tutorial'],
      tokens: contig.subarray(0, 20_000),
      chunk: 500,
      graphs,
      scratch: join(disk!, 'spill'),
      spill: 'always',
    });
    await expect(attempt).rejects.toMatchObject({ code: 'disk-full' });
    rmSync(join(disk!, 'spill'), { recursive: true, force: true });
  },
);
