import { expect, it } from 'vitest';
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
