import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exact, worstRatio } from '../support/compare.ts';
import { referenceModels } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const contig = tutorialContig('chrT2');

// 200 kbp in one chunk, so that no state is ever carried; the engine's own choice would be 8,192.
const hawk = { model: referenceModels['hawk-tutorial'], tokens: contig, graphs };
const whole = runPass({ ...hawk, chunk: contig.length });

it('the sequence is the 200,000 bp that were meant, read as one chunk', async () => {
  expect(contig).toHaveLength(200_000);
  expect((await whole).begun.chunks).toBe(1);
});

it.each([
  { chunk: 1000, threads: 1 },
  { chunk: 4096, threads: 1 },
  { chunk: 4096, threads: 2 },
  { chunk: 65_536, threads: 1 },
])('200 kbp in chunks of $chunk on $threads threads are as in one', async (settings) => {
  const result = await runPass({ ...hawk, ...settings });
  expect(result.begun.chunk).toBe(settings.chunk);
  expectSame(result, await whole);
});

it('a strand-sharing Caduceus reads 24 kbp the same in chunks of 3,000 and in one', async () => {
  const tokens = contig.subarray(0, 24_000);
  const model = referenceModels['caduceus-tutorial'];
  const one = await runPass({ model, tokens, graphs, chunk: tokens.length });
  expect(one.begun.chunks).toBe(1);
  const many = await runPass({ model, tokens, graphs, chunk: 3000, threads: 2 });
  expect(many.begun.chunks).toBe(8);
  expectSame(many, one);
});

it('a wide Hawk, whose chunks are kept from one direction to the other, reads the same in them as in one', async () => {
  const model = join(graphs, 'wide');
  writeRandomModel(model, {
    seed: 5,
    config: { model_type: 'hawk', width: 128, lru_width: 128, num_heads: 2, depth: 2 },
  });
  const tokens = contig.subarray(0, 3000);
  const one = await runPass({ model, tokens, graphs, chunk: tokens.length });
  const many = await runPass({ model, tokens, graphs, chunk: 700, memory: 8e9 });
  expect(many.begun.chunks).toBe(5);
  expect(worstRatio(many.hidden, one.hidden)).toBeLessThan(exact);
  expect(worstRatio(many.logits, one.logits)).toBeLessThan(exact);
});

function expectSame(actual: PassResult, expected: PassResult): void {
  expect(worstRatio(actual.hidden, expected.hidden)).toBeLessThan(exact);
  expect(worstRatio(actual.logits, expected.logits)).toBeLessThan(exact);
  expect(actual.tracks).toHaveLength(4);
  for (const [i, track] of expected.tracks.entries()) {
    expect(worstRatio(actual.tracks[i]!, track)).toBeLessThan(exact);
  }
}
