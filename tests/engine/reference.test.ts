import { expect, it } from 'vitest';
import { worstRatio } from '../support/compare.ts';
import { readExpected, rowsAt } from '../support/expected.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();

type Name = keyof typeof referenceModels;
// The Hawk references were computed in float32 with 1 - exp(2 log a), which loses digits near 1.
const tolerance = (name: Name) => (name.startsWith('hawk') ? 1e-3 : 1e-4);
const cases = (Object.keys(referenceModels) as Name[]).flatMap((name) =>
  [undefined, 100].map((chunk) => ({ name, chunk })),
);

it.each(cases)('$name agrees with its published outputs, chunk $chunk', async ({ name, chunk }) => {
  const model = referenceModels[name];
  const expected = readExpected(model);
  const { tokens, positions } = expected;
  const result = await runPass({ model, tokens, graphs, chunk });
  expect(result.begun.chunks).toBe(Math.ceil(tokens.length / result.begun.chunk));
  if (chunk) expect(result.begun.chunk).toBe(chunk);

  for (const kind of ['logits', 'hidden'] as const) {
    const width = result[kind].length / tokens.length;
    const actual = rowsAt(result[kind], positions, width);
    expect(worstRatio(actual, expected[kind])).toBeLessThan(tolerance(name));
  }
  if (expected.tracks) {
    const { tracks } = result;
    const byBin = Float32Array.from(expected.tracks, (_, i) => {
      return tracks[i % tracks.length]![Math.floor(i / tracks.length)]!;
    });
    expect(worstRatio(byBin, expected.tracks)).toBeLessThan(tolerance(name));
  } else {
    expect(result.tracks).toEqual([]);
  }
});
