import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
    const filler = join(disk!, 'filler');
    const attempt = runPass({
      ...job(9000, 'filled-up'),
      onReply(reply) {
        if (reply.kind === 'begun') writeFileSync(filler, new Uint8Array(6e6));
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'disk-full' });
    rmSync(filler);
    rmSync(join(disk!, 'filled-up'), { recursive: true });
  },
);

it.skipIf(!disk)('a pass goes on where only its own checkpoints leave no room', async () => {
  const started = job(9000, 'resumed');
  await cancelAfter(3, started);
  const result = await runPass(started);
  expect(result.begun.resumedScans).toBeGreaterThanOrEqual(3);
});
