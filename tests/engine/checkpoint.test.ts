import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Checkpoint } from '../../src-main/engine/recurrent/tensors/checkpoint.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Files below the folder that this process has open. */
function openBelow(folder: string): string[] {
  return readdirSync('/proc/self/fd')
    .map((name) => {
      try {
        return readlinkSync(join('/proc/self/fd', name));
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(folder));
}

it.skipIf(process.platform !== 'linux')(
  'of a pass that fails half-way no file stays open, and what was committed is gone on from',
  async () => {
    const folder = join(temporaryFolder(), 'pass');
    const plan = new ChunkPlan(8, 4);
    const widths = { residual: 2, partial: 2 };
    const residual = { residual: 0 };
    const values = Float32Array.from({ length: 8 }, (_, i) => i);
    const failed = new Checkpoint(folder, plan, 1, 0);
    await failed.resume(widths);
    await failed.begin(residual, 2);
    for (const k of [0, 1]) await failed.write(k, values);
    await failed.commit({ layer: 1, scan: 0 });
    // As after a GPU's failure: what it took itself is none of what earlier attempts took.
    expect(await failed.resume(widths)).toEqual({ layer: 1, scan: 0 });
    expect(failed.secondsBefore).toBe(0);
    await failed.begin('partial', 2);
    await failed.write(0, values);
    const into = new Float32Array(8);
    await failed.read(residual, 0, 2, into);
    expect(openBelow(folder)).toHaveLength(2);
    await failed.close();
    expect(openBelow(folder)).toEqual([]);

    const next = new Checkpoint(folder, plan, 1, 0);
    expect(await next.resume(widths)).toEqual({ layer: 1, scan: 0 });
    await next.read(residual, 1, 2, into);
    expect(into).toEqual(values);
    await next.discard();
  },
);

it.skipIf(process.platform !== 'linux')(
  'a file that is being opened ahead when a pass fails is closed with the others',
  async () => {
    const folder = join(temporaryFolder(), 'pass');
    const residual = { residual: 0 };
    const values = Float32Array.from({ length: 8 }, (_, i) => i);
    const failed = new Checkpoint(folder, new ChunkPlan(8, 4), 1, 0);
    await failed.begin(residual, 2);
    for (const k of [0, 1]) await failed.write(k, values);
    await failed.commit({ layer: 1, scan: 0 });
    const ahead = failed.read(residual, 0, 2, new Float32Array(8));
    await Promise.allSettled([failed.close(), ahead]);
    expect(openBelow(folder)).toEqual([]);
  },
);
