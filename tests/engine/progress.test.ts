import { afterEach, expect, it, vi } from 'vitest';
import { PassProgressEstimator } from '../../src-main/engine/recurrent/pass-progress-estimator.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const tokens = randomTokens(200, new Random(4));
const model = referenceModels['hawk-bi'];

it('progress tells every chunk of every scan in order, and only goes up', async () => {
  const { progress } = await runPass({ model, tokens, chunk: 64, graphs });
  const steps = progress.map(({ stage, layer, direction, chunk }) => [
    stage,
    layer,
    direction,
    chunk,
  ]);
  const expected: unknown[] = [];
  for (const layer of [1, 2, 3]) {
    for (const direction of ['forward', 'reverse']) {
      for (const chunk of [1, 2, 3, 4]) expected.push(['layers', layer, direction, chunk]);
    }
  }
  for (const chunk of [1, 2, 3, 4]) expected.push(['heads', 3, 'forward', chunk]);
  expect(steps).toEqual(expected);
  for (const [i, { fraction, secondsLeft }] of progress.entries()) {
    expect(fraction).toBeGreaterThan(progress[i - 1]?.fraction ?? 0);
    // The first chunk of all, for which everything is loaded, tells nothing.
    if (i === 0) expect(secondsLeft).toBeUndefined();
    else expect(secondsLeft).toBeGreaterThanOrEqual(0);
  }
  expect(progress.at(-1)).toMatchObject({ fraction: 1, secondsLeft: 0 });
});

afterEach(() => vi.useRealTimers());

it.each([1, 3, 4, 12])(
  'the time left is the same whether %d chunks are told at a time or each by itself',
  (atOnce) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const [layers, chunks, scans] = [4, 12, 2];
    const estimator = new PassProgressEstimator(layers);
    estimator.start();
    for (let layer = 0; layer < layers; layer++) {
      for (let scan = 0; scan < scans; scan++) {
        const direction = scan === 0 ? 'forward' : 'reverse';
        for (let chunksDone = atOnce; chunksDone <= chunks; chunksDone += atOnce) {
          vi.advanceTimersByTime(1000 * (scan + 1) * atOnce);
          const step = { layer, scan, scans, direction, chunksDone, chunks } as const;
          const { secondsLeft } = estimator.layerStep(step);
          // All scans that are not known yet are taken to cost what this one does.
          if (layer === 0 && scan === 0) continue;
          const head = 0.4 * chunks * (scan + 1);
          const own = (chunks - chunksDone) * (scan + 1) + (scan === 0 ? 2 * chunks : 0);
          expect(secondsLeft).toBeCloseTo((layers - layer - 1) * 3 * chunks + own + head, 6);
        }
        estimator.start();
      }
    }
  },
);

it('a sequence of one chunk takes one step a layer', async () => {
  const { progress } = await runPass({ model, tokens, chunk: 200, graphs });
  const steps = progress.map(({ stage, layer, direction }) => [stage, layer, direction]);
  expect(steps).toEqual([
    ['layers', 1, 'both'],
    ['layers', 2, 'both'],
    ['layers', 3, 'both'],
    ['heads', 3, 'forward'],
  ]);
});
