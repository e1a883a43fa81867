import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Reply } from '../../src-main/engine/index.ts';
import { cancelAfter } from '../support/interrupt.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass, type PassOptions } from '../support/run-pass.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const disk = mountSmallDisk(8);
const model = referenceModels['hawk-tutorial'];
const contig = tutorialContig('chrT2');

/** Two residuals and a partial of 64 float32 each, 768 bytes a base: 6.9 MB for 9,000. */
function job(length: number, name: string): PassOptions & { checkpoint: string } {
  const checkpoint = join(disk!, name);
  return { model, tokens: contig.subarray(0, length), chunk: 500, graphs, checkpoint };
}

it.skipIf(!disk)('checkpoints that will not fit are refused before the pass starts', async () => {
  const attempt = runPass(job(20_000, 'too-large'));
  await expect(attempt).rejects.toMatchObject({ code: 'disk-full' });
  await expect(attempt).rejects.toThrow(/take up to 15\.4 MB.* has 8\.39 MB free/);
});

it.skipIf(!disk)(
  'a disk that fills up in the middle of a pass is named as the reason',
  async () => {
    const started = job(9000, 'filled-up');
    const filler = join(disk!, 'filler');
    writeFileSync(filler, new Uint8Array(6e6));
    mkdirSync(started.checkpoint);
    // All hole: it seems to give back room that the disk has not, so the pass begins and fails later.
    const hole = join(started.checkpoint, 'hole');
    writeFileSync(hole, '');
    truncateSync(hole, 6e6);
    const begun: Reply[] = [];
    const attempt = runPass({
      ...started,
      onReply: (reply) => void (reply.kind === 'begun' && begun.push(reply)),
    });
    await expect(attempt).rejects.toMatchObject({ code: 'disk-full' });
    expect(begun).toHaveLength(1);
    rmSync(filler);
    rmSync(started.checkpoint, { recursive: true });
  },
);

it.skipIf(!disk)('a pass goes on where only its own checkpoints leave no room', async () => {
  const started = job(9000, 'resumed');
  await cancelAfter(3, started);
  const result = await runPass(started);
  expect(result.begun.resumedScans).toBeGreaterThanOrEqual(3);
});
