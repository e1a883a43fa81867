import { beforeEach, expect, it } from 'vitest';
import { KeptRunners } from '../../src-main/engine/recurrent/scans/kept-runners.ts';
import type { GraphRunner } from '../../src-main/engine/recurrent/graph-runner.ts';
import type { ScanRunner } from '../../src-main/engine/recurrent/scan-runner.ts';
import type { DirectionalScan } from '../../src-main/model/index.ts';

const scan: DirectionalScan = {
  ...{ direction: 'forward', readsForwardPartial: false, writes: 'residual' },
  ...{ states: [], starts: [] },
};
const report = { scan: 'kernel', detail: 'AVX2' } as const;
const kept = new KeptRunners();

beforeEach(async () => {
  await kept.forget();
  await kept.expect(0, 1e9, true);
});

/** Gives `one`, but not when first asked, as while the disk is full. */
function openedLater<T>(one: T) {
  let asked = 0;
  return {
    open: () => (++asked === 1 ? Promise.reject(new Error('no space left')) : Promise.resolve(one)),
    asked: () => asked,
  };
}

it('opens a scan anew that could not be opened, and keeps what could', async () => {
  const { open, asked } = openedLater<ScanRunner>({
    run: () => Promise.resolve({}),
    release: () => Promise.resolve(),
  });
  const scans = await kept.keepScans(() => Promise.resolve({ report, open }));
  await expect(scans.open(0, scan)).rejects.toThrow('no space left');
  for (let i = 0; i < 3; i++) await (await scans.open(0, scan)).release();
  expect(asked()).toBe(2);
});

it('opens a head anew that could not be opened, and keeps what could', async () => {
  const { open, asked } = openedLater<GraphRunner>({
    run: () => Promise.resolve({}),
    release: () => Promise.resolve(),
  });
  await expect(kept.keepHead(open, 2)).rejects.toThrow('no space left');
  for (let i = 0; i < 3; i++) await (await kept.keepHead(open, 2)).release();
  expect(asked()).toBe(2);
});
