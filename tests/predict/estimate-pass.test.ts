import { expect, it } from 'vitest';
import { estimatePass } from '../../src-main/analysis/estimate/index.ts';
import type { ProviderChoice, RunInfo } from '../../src-main/contract/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { referenceModels } from '../support/paths.ts';

it('each provider’s speed is learnt by itself, and auto is as fast as the fastest', async () => {
  const own = {
    model: readModelPackage(referenceModels['hawk-tutorial']),
    origin: 'shipped',
  } as const;
  const model = await loadModel(own);
  const interval = { contig: 'chrT2', start: 0, end: 10_000 };
  const runOn = ([provider, seconds]: readonly [string, number]) =>
    ({ provider, seconds, interval, model: model.identity, peakBytes: 0 }) as RunInfo;
  const runs = [
    ...([
      ['cpu', 10],
      ['cpu', 10],
      ['webgpu', 2],
    ] as const),
    // Neither's speed.
    ['webgpu, then cpu', 7] as const,
  ].map(runOn);
  const cache = { listRuns: () => runs };
  const secondsOn = (provider: ProviderChoice) =>
    estimatePass({ length: 100_000, provider, spill: 'auto' }, { model, cache }).seconds;
  // Each starts in a quarter of a second, and reads ten times as many bases.
  expect(secondsOn('cpu')).toBeCloseTo(0.25 + 10 * 9.75, 9);
  expect(secondsOn('webgpu')).toBeCloseTo(0.25 + 10 * 1.75, 9);
  expect(secondsOn('auto')).toBeCloseTo(0.25 + 10 * 1.75, 9);
  expect(secondsOn('cuda:1')).toBeUndefined();
});
