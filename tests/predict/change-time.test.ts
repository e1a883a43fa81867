import { expect, it } from 'vitest';
import {
  changeTime,
  encodeWork,
  processorTime,
  readings,
} from '../../src-main/analysis/estimate/index.ts';
import { storingKey } from '../../src-main/analysis/run/index.ts';
import type { KeptEdit } from '../../src-main/cache/index.ts';
import type { Provider } from '../../src-main/contract/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { referenceModels } from '../support/paths.ts';

const model = await loadModel({
  model: readModelPackage(referenceModels['hawk-tutorial']),
  origin: 'shipped',
});
const tolerance = 0.01;

/** A cache with what some jobs took: changes, and seconds of each. */
function cacheOf(...jobs: readonly (readonly [Provider, number, number])[]) {
  const kept = new Map<string, Map<string, KeptEdit>>();
  for (const [provider, changes, each] of jobs) {
    const work = { tokens: 1e6, readingSeconds: 6.5, changes, changesSeconds: each * changes };
    const own = encodeWork(work, { model, tolerance });
    if (own) {
      const run = storingKey(own.run, provider);
      kept.set(run, new Map([...(kept.get(run) ?? []), [own.key, own.edit]]));
    }
  }
  return {
    listRuns: () => [],
    findEdits: (run: string, keys: readonly string[]) =>
      new Map([...(kept.get(run) ?? [])].filter(([key]) => keys.includes(key))),
  };
}

it('what changes take is foretold by the most that were computed before, of each provider', () => {
  const cache = cacheOf(['cpu', 3000, 0.25], ['cpu', 70, 8], ['cuda', 100, 0.5], ['webgpu', 63, 1]);
  const of = (provider: Provider | 'auto', tolerated = tolerance) =>
    changeTime({ model, cache }, { provider, tolerance: tolerated });
  // Half a second went into the opening of graphs.
  expect(of('cpu').perRead).toBeCloseTo(6e-6, 9);
  expect(of('cpu')).toMatchObject({ perChange: 0.25, from: 'runs' });
  expect(of('cuda').perChange).toBe(0.5);
  expect(of('auto').perChange).toBe(0.25);
  // Of too few, of none, of another tolerance.
  const bySize = changeTime({ model }, { provider: 'cpu', tolerance });
  for (const one of [of('webgpu'), of('dml'), of('cpu', 0.02)]) expect(one).toEqual(bySize);
  expect(bySize.from).toBe('size');
});

it('without them a change takes what it computes, and a reading somewhat more than a pass', () => {
  const { perBase } = processorTime({ model }, 'cpu');
  const { perRead, perChange } = changeTime({ model }, { provider: 'cpu', tolerance });
  expect(perRead / perBase).toBeCloseTo(1.4, 6);
  expect(perChange / perBase).toBeGreaterThan(500);
  expect(perChange / perBase).toBeLessThan(1000);
});

it('a tile is read again for each 20,000 records, and sooner where each is changed many times', () => {
  expect([1, 20_000, 20_001, 100_000].map((records) => readings(records, 1))).toEqual([1, 1, 2, 5]);
  expect(readings(100_000, 10)).toBe(1);
  expect(readings(20_000, 1, 101)).toBe(4);
});
