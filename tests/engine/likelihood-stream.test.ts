import { expect, it } from 'vitest';
import { LikelihoodStream } from '../../src-main/engine/recurrent/heads/index.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';

const vocabSize = 16;
const random = new Random(5);
const pieces = [40, 64, 3, 64, 17].map((count) => ({
  tokens: randomTokens(count, random),
  logits: Float32Array.from({ length: count * vocabSize }, () => random.between(-4, 4)),
}));

it.each([false, true])('what was told stays while the next is told (causal: %s)', (causal) => {
  const stream = new LikelihoodStream({ vocabSize, causal });
  let last: { told: object; copy: object } | undefined;
  for (const { logits, tokens } of pieces) {
    const told = stream.next(logits, tokens);
    expect(told.entropy).toHaveLength(tokens.length);
    if (last) expect(last.told).toEqual(last.copy);
    last = { told, copy: structuredClone(told) };
  }
});

it('started anew, a causal stream has nothing to say of the first base', () => {
  const stream = new LikelihoodStream({ vocabSize, causal: true });
  const [{ logits, tokens }] = pieces as [(typeof pieces)[number]];
  const first = structuredClone(stream.next(logits, tokens));
  expect(first.logLikelihood[0]).toBeNaN();
  stream.startAnew();
  expect(stream.next(logits, tokens)).toEqual(first);
});
