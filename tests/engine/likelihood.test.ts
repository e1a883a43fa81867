import { expect, it } from 'vitest';
import { baseTokens, tokenOf } from '../../src-main/sequence/index.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const tokens = randomTokens(500, new Random(9));
const vocabulary = 16;

// Of a masked model the logits at a base tell that base, of a causal one the next.
const cases = [
  { name: 'caduceus-ps', shift: 0 },
  { name: 'hawk-bi', shift: 0 },
  { name: 'hawk-causal', shift: 1 },
] as const;

it.each(cases)('$name: the likelihood of a base is told $shift before it', async (row) => {
  // Chunks far shorter than the sequence: the shift must cross their borders.
  const result = await runPass({ model: referenceModels[row.name], tokens, chunk: 64, graphs });
  expect(result.logLikelihood).toHaveLength(tokens.length);
  for (let i = row.shift; i < tokens.length; i++) {
    const p = probabilities(result, i - row.shift);
    const entropy = -p.reduce((bits, value) => bits + value * Math.log2(value), 0);
    expect(result.entropy[i]).toBeCloseTo(entropy, 5);
    const base = baseTokens.indexOf(tokens[i] as (typeof baseTokens)[number]);
    if (base < 0) expect(result.logLikelihood[i]).toBeNaN();
    else expect(result.logLikelihood[i]).toBeCloseTo(Math.log(p[base]!), 5);
  }
});

it('entropy is 0 to 2 bits, and information what it lacks of 2', async () => {
  const model = referenceModels['caduceus-ps'];
  const { entropy, information } = await runPass({ model, tokens, chunk: 64, graphs });
  expect(Math.min(...entropy)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...entropy)).toBeLessThanOrEqual(2);
  for (const [i, bits] of information.entries()) expect(bits).toBeCloseTo(2 - entropy[i]!, 6);
});

it('a causal model has nothing to say of the first base', async () => {
  const model = referenceModels['hawk-causal'];
  const result = await runPass({ model, tokens, chunk: 64, graphs });
  for (const kind of ['logLikelihood', 'entropy', 'information'] as const) {
    expect(result[kind][0]).toBeNaN();
    expect(result[kind][1]).not.toBeNaN();
  }
});

it('the sequence of these tests has every base and N', () => {
  expect(new Set(tokens)).toEqual(new Set(Object.values(tokenOf)));
  expect([tokens[0], tokens[1]]).not.toContain(tokenOf.N);
});

/** Softmax over A, C, G and T of the logits at token `t`. */
function probabilities({ logits }: PassResult, t: number): number[] {
  const exps = baseTokens.map((token) => Math.exp(logits[t * vocabulary + token]!));
  const sum = exps.reduce((total, value) => total + value, 0);
  return exps.map((value) => value / sum);
}
