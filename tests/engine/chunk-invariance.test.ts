import { expect, it } from 'vitest';
import { exact, worstRatio } from '../support/compare.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const tokens = tutorialContig('chrT2').subarray(0, 100_000);

// 100 kbp in one chunk, so that no state is ever carried; the engine's own choice would be 8,192.
const hawk = { model: referenceModels['hawk-tutorial'], tokens, graphs };
const whole = runPass({ ...hawk, chunk: tokens.length });

it('the sequence is the 100,000 bp that were meant, read as one chunk', async () => {
  expect(tokens).toHaveLength(100_000);
  expect((await whole).begun.chunks).toBe(1);
});

it.each([
  { chunk: 1000, threads: 1 },
  { chunk: 4096, threads: 1 },
  { chunk: 4096, threads: 2 },
  { chunk: 32_768, threads: 1 },
])('100 kbp in chunks of $chunk on $threads threads are as in one', async (settings) => {
  const result = await runPass({ ...hawk, ...settings });
  expect(result.begun.chunk).toBe(settings.chunk);
  expectSame(result, await whole);
});

it('a strand-sharing Caduceus reads 24 kbp the same in chunks of 3,000 and in one', async () => {
  const part = tokens.subarray(0, 24_000);
  const model = referenceModels['caduceus-tutorial'];
  const one = await runPass({ model, tokens: part, graphs, chunk: part.length });
  expect(one.begun.chunks).toBe(1);
  const many = await runPass({ model, tokens: part, graphs, chunk: 3000, threads: 2 });
  expect(many.begun.chunks).toBe(8);
  expectSame(many, one);
});

function expectSame(actual: PassResult, expected: PassResult): void {
  expect(worstRatio(actual.hidden, expected.hidden)).toBeLessThan(exact);
  expect(worstRatio(actual.logits, expected.logits)).toBeLessThan(exact);
  expect(actual.tracks).toHaveLength(4);
  for (const [i, track] of expected.tracks.entries()) {
    expect(worstRatio(actual.tracks[i]!, track)).toBeLessThan(exact);
  }
}
