import { expect, it } from 'vitest';
import { estimatePass } from '../../src-main/analysis/estimate/index.ts';
import type { ProviderChoice, RunInfo } from '../../src-main/contract/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { referenceModels } from '../support/paths.ts';

const model = await loadModel({
  model: readModelPackage(referenceModels['hawk-tutorial']),
  origin: 'shipped',
});

function runOn([provider, seconds, end = 10_000]: readonly [string, number, number?]): RunInfo {
  const interval = { contig: 'chrT2', start: 0, end };
  const createdAt = '2026-12-01T00:00:00Z';
  return { provider, seconds, interval, createdAt, model: model.identity, peakBytes: 0 } as RunInfo;
}

it('each provider’s speed is learnt by itself, and auto is as fast as the fastest', () => {
  const runs = [
    ...([
      ['cpu', 10],
      ['cpu', 10],
      ['webgpu', 2],
    ] as const),
    // Neither's speed, though the fastest of all.
    ['webgpu, then cpu', 1] as const,
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

it('auto is as fast as the fastest, whatever lengths each has read', () => {
  const secondsOf = (runs: readonly (readonly [string, number, number?])[]) => {
    const cache = { listRuns: () => runs.map(runOn) };
    const asked = { length: 1e6, provider: 'auto', spill: 'auto' } as const;
    return estimatePass(asked, { model, cache }).seconds;
  };
  // Of 10 kbp half the time went into the start.
  const long = ['cpu', 12.4, 1e6] as const;
  expect(secondsOf([long, ['webgpu', 0.2]])).toBeCloseTo(0.1 + 10, 9);
  expect(secondsOf([long, ['cpu', 0.5], ['cpu', 0.5], ['webgpu', 30, 1e6]])).toBeCloseTo(12.4, 9);
  expect(secondsOf([])).toBeUndefined();
  // More than a function takes as arguments.
  const many = Array.from({ length: 200_000 }, () => ['cpu', 0.5] as const);
  expect(secondsOf([...many, long])).toBeCloseTo(12.4, 1);
  expect(secondsOf([['webgpu, then cpu', 10]])).toBeUndefined();
  // Nor is it its length that the others are compared at.
  expect(
    secondsOf([
      ['cpu', 10],
      ['webgpu', 2],
      ['webgpu, then cpu', 30, 1e7],
    ]),
  ).toBeLessThan(200);
});
