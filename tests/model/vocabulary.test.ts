import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  describeNetwork,
  identifyModel,
  openNetwork,
  readModelPackage,
} from '../../src-main/model/index.ts';
import { maskToken, tokenOf } from '../../src-main/sequence/index.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { plainNetwork } from '../support/plain-network.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';

/** The ids of `[PAD] [MASK] [UNK] a c g t`, as PlantCaduceus has them. */
const gpn: Record<number, number> = {
  [tokenOf.A]: 3,
  [tokenOf.C]: 4,
  [tokenOf.G]: 5,
  [tokenOf.T]: 6,
  [tokenOf.N]: 2,
  [maskToken]: 1,
};
const gpnNames = { '[PAD]': 0, '[MASK]': 1, '[UNK]': 2, a: 3, c: 4, g: 5, t: 6 };
const gpnComplement = { 0: 0, 1: 1, 2: 2, 3: 6, 4: 5, 5: 4, 6: 3, 7: 7 };

let folder: string;
beforeEach(() => (folder = temporaryFolder()));

const write = (name: string, json: unknown) =>
  writeFileSync(join(folder, name), typeof json === 'string' ? json : JSON.stringify(json));

function editConfig(change: Record<string, unknown>): void {
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
  write('config.json', { ...config, ...change });
}

/** A small PlantCaduceus: the published one but for its sizes. */
function writePlantCaduceus(): void {
  const config = { model_type: 'caduceus', rcps: true, vocab_size: 8, n_layer: 3 } as const;
  writeRandomModel(folder, { seed: 5, config });
  editConfig({ complement_map: gpnComplement, pad_token_id: 0, torch_dtype: 'float32' });
}

const refusal = () => thrownBy(() => readModelPackage(folder));

describe.each([
  ['its tokenizer.json', { 'tokenizer.json': { model: { vocab: gpnNames } } }],
  ['its vocab.json', { 'vocab.json': gpnNames }],
  ['its vocab.txt', { 'vocab.txt': `${Object.keys(gpnNames).join('\r\n')}\r\n` }],
  [
    'tokens that tokenizer.json adds',
    {
      'tokenizer.json': {
        model: { vocab: { a: 3, c: 4, g: 5, t: 6 } },
        added_tokens: [
          { id: 1, content: '[MASK]' },
          { id: 2, content: '[UNK]' },
        ],
      },
    },
  ],
  ['its size, without a file', {}],
])('a model of another vocabulary, known from %s', (_, files: Record<string, unknown>) => {
  it('computes from our tokens what it does from its own', async () => {
    writePlantCaduceus();
    for (const [name, content] of Object.entries(files)) write(name, content);
    const tokens = randomTokens(150, new Random(6)).with(70, maskToken);
    expect(new Set(tokens)).toEqual(new Set(Object.keys(gpn).map(Number)));
    const plain = plainNetwork(
      folder,
      Array.from(tokens, (token) => gpn[token]!),
    );
    const result = await runPass({ model: folder, tokens, chunk: 40, graphs: temporaryFolder() });
    const hidden = plain.hidden.flatMap((row) => [...row]);
    expect(worstRatio(result.hidden, hidden)).toBeLessThan(exact);
    const pick = (values: ArrayLike<number>, width: number, ids: readonly number[]) =>
      Array.from({ length: tokens.length }, (_, t) =>
        ids.map((id) => values[t * width + id]!),
      ).flat();
    const ours = pick(result.logits, 12, Object.keys(gpn).map(Number));
    const theirs = pick(
      plain.logits.flatMap((row) => [...row]),
      8,
      Object.values(gpn),
    );
    expect(worstRatio(ours, theirs)).toBeLessThan(exact);
  });
});

it('tokens that a model has not are zero, and their logits too', () => {
  writePlantCaduceus();
  const { network, close } = openNetwork(readModelPackage(folder));
  const table = network.embedding();
  expect(table).toHaveLength(12 * network.d);
  expect([...table.subarray(0, network.d)].every((value) => value === 0)).toBe(true);
  expect([...network.complement()].slice(7)).toEqual([10, 9, 8, 7, 11]);
  close();
});

it('the vocabulary is part of the identity; one that is ours written out is not', async () => {
  writeRandomModel(folder, { seed: 1, config: { model_type: 'mamba' } });
  const hash = async () => (await identifyModel(readModelPackage(folder))).hash;
  const before = await hash();
  write('vocab.json', { A: 7, C: 8, G: 9, T: 10, N: 11, '[MASK]': 3 });
  expect(await hash()).toBe(before);
  expect(describeNetwork(readModelPackage(folder)).vocabulary).toBeUndefined();
  write('vocab.json', { A: 8, C: 7, G: 9, T: 10, N: 11 });
  expect(await hash()).not.toBe(before);
});

it.each([
  ['pieces of several bases', { A: 0, C: 1, G: 2, T: 3, AC: 4, GAT: 5 }, /2 of its tokens .* "AC"/],
  ['no T', { A: 0, C: 1, G: 2, U: 3 }, /it has no token "T"/],
  ['words', { the: 0, a: 1, dog: 2 }, /it has no token "C"/],
  ['one id for two bases', { A: 0, C: 1, G: 2, T: 2 }, /two bases share a token: .* 0, 1, 2, 2;/],
  ['an id beyond the table', { A: 0, C: 1, G: 2, T: 99 }, /"T" has id 99, .* vocab_size of 16/],
])('a vocabulary with %s is refused', (_, vocabulary, message) => {
  writeRandomModel(folder, { seed: 1, config: { model_type: 'mamba' } });
  write('vocab.json', vocabulary);
  expect(refusal()).toMatchObject({ code: 'model-config' });
  expect(refusal().message).toMatch(message);
  expect(refusal().message).toContain(join(folder, 'vocab.json'));
});

it('a model of words without a vocabulary is refused with its size', () => {
  writeRandomModel(folder, { seed: 1, config: { model_type: 'mamba', vocab_size: 50_280 } });
  expect(refusal()).toMatchObject({ code: 'model-config' });
  expect(refusal().message).toMatch(/vocab_size is 50280 and there is no tokenizer\.json/);
});

it('a map of complements of other tokens is refused, naming the first that differs', () => {
  writeRandomModel(folder, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
  editConfig({ complement_map: { 7: 8, 8: 7, 9: 10, 10: 9 } });
  expect(refusal()).toMatchObject({ code: 'model-config' });
  expect(refusal().message).toMatch(/complement_map has 8 for 7 \(A\); expected 10 \(T\)/);
});
