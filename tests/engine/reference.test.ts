import { expect, it } from 'vitest';
import { worstRatio } from '../support/compare.ts';
import { readExpected, rowsAt } from '../support/expected.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass, type PassOptions } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();

type Name = keyof typeof referenceModels;
// The Hawk references were computed in float32 with 1 - exp(2 log a), which loses digits near 1.
const tolerance = (name: Name) => (name.startsWith('hawk') ? 1e-3 : 1e-4);
const ways: readonly { readonly how: string; readonly options: Partial<PassOptions> }[] = [
  { how: 'as it comes', options: {} },
  { how: 'in chunks of 100', options: { chunk: 100 } },
  { how: 'in chunks of 64', options: { chunk: 64 } },
  { how: 'in chunks of 1,000', options: { chunk: 1000 } },
  { how: 'in chunks of 37, in files', options: { chunk: 37, spill: 'always' } },
  {
    how: 'by the operators, in chunks of 100, in files',
    options: { chunk: 100, scan: 'operators', spill: 'always' },
  },
];
const cases = (Object.keys(referenceModels) as Name[]).flatMap((name) =>
  ways.map((way) => ({ name, ...way })),
);

it.each(cases)('$name agrees with its published outputs: $how', async ({ name, options }) => {
  const model = referenceModels[name];
  const expected = readExpected(model);
  const { tokens, positions } = expected;
  const scratch = temporaryFolder();
  const result = await runPass({ model, tokens, graphs, scratch, ...options });
  expect(result.begun.spilledBytes > 0).toBe(options.spill === 'always');
  expect(result.begun.chunks).toBe(Math.ceil(tokens.length / result.begun.chunk));
  if (options.chunk) expect(result.begun.chunk).toBe(Math.min(options.chunk, tokens.length));

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
