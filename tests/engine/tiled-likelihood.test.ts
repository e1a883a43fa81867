import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tokenize } from '../../src-main/sequence/index.ts';
import { runPass } from '../support/run-pass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  tokenTable,
  writeGraphManifest,
  writeTokenGraph,
  type TokenGraph,
} from '../support/token-graph.ts';

const letters = 'ACGTTGCANGGATTACAACGTNCTAGCATCGA';

/** ln P of each base, from the graph's own row where a token is read. */
async function likelihood(graph: TokenGraph, manifest: object): Promise<number[]> {
  const folder = temporaryFolder();
  writeTokenGraph(folder, graph);
  writeGraphManifest(folder, manifest);
  const tokens = tokenize(letters);
  const pass = await runPass({
    model: folder,
    tokens,
    graphs: join(folder, 'graphs'),
    raw: undefined,
  });
  for (const [i, bits] of pass.entropy.entries()) {
    if (letters[i] === 'N') expect(bits).toBeNaN();
    if (!Number.isNaN(bits)) expect(pass.information[i]!).toBeCloseTo(2 - bits, 5);
    else expect(pass.logLikelihood[i]).toBeNaN();
  }
  return [...pass.logLikelihood];
}

function row(v: number, id: number): Float32Array {
  return tokenTable(v).subarray(id * v, (id + 1) * v);
}

function logSoftmax(four: readonly number[], which: number): number {
  return four[which]! - Math.log(four.reduce((sum, value) => sum + Math.exp(value), 0));
}

function close(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(found[i]).toBeNaN();
    else expect(found[i]).toBeCloseTo(value, 4);
  }
}

const ids = { A: 5, C: 4, G: 3, T: 2, N: 1 };
const order = ['A', 'C', 'G', 'T'] as const;
const idOf = (letter: string) => ids[letter as keyof typeof ids];
const ofLetters = (v: number, from: number, letter: string) =>
  letter === 'N'
    ? NaN
    : logSoftmax(
        order.map((one) => row(v, from)[ids[one]]!),
        order.indexOf(letter as 'A'),
      );

it('a model of single letters gives the likelihood of each base, in tiles with a CLS in front', async () => {
  const found = await likelihood(
    { v: 8, type: 'INT64', tokens: 10, masked: true },
    {
      input: {
        ...{ kind: 'tokens', name: 'ids', type: 'int64' },
        vocabulary: { kind: 'letters', ids },
        // Nine tokens of ten; the mask leaves the last one out.
        ...{ before: [7], pad: 6 },
      },
      constants: [{ name: 'attention_mask', type: 'int64', value: 1, shape: 'tokens' }],
      tiling: { length: 8, centre: 4 },
      outputs: [{ kind: 'lm', name: 'logits' }],
    },
  );
  close(
    found,
    [...letters].map((letter) => ofLetters(8, idOf(letter), letter)),
  );
});

it("a causal model's logits tell the next base, the first of a tile by the token in front of it", async () => {
  const input = {
    ...{ kind: 'tokens', name: 'ids', type: 'int32' },
    vocabulary: { kind: 'letters', ids },
  };
  const form = (before: number[]) => ({
    input: { ...input, before },
    tiling: { length: 16, shortest: 4, multipleOf: 2 },
    outputs: [{ kind: 'lm', name: 'logits', objective: 'causal' }],
  });
  const graph = { v: 8, type: 'INT32', tokens: 'n' } as const;
  const told = (start: number) =>
    [...letters].map((letter, i) => {
      const first = i % 16 === 0;
      if (first && start === 0) return NaN;
      return ofLetters(8, first ? start : idOf(letters[i - 1]!), letter);
    });
  close(await likelihood(graph, form([7])), told(7));
  close(await likelihood(graph, form([])), told(0));
});

it("a k-mer's bases have their marginal distributions, and N is read letter by letter", async () => {
  const v = 3 + 16 + 5;
  // As Nucleotide Transformer counts them: A, T, C, G, the last base fastest.
  const own = 'ATCG';
  const single = { A: 19, T: 20, C: 21, G: 22, N: 23 };
  const found = await likelihood(
    { v, type: 'INT64', tokens: 'n' },
    {
      input: {
        ...{ kind: 'tokens', name: 'ids', type: 'int64', before: [2] },
        vocabulary: { kind: 'kmers', k: 2, order: own, first: 3, unknown: 0, letters: single },
      },
      tiling: { length: 12, shortest: 2, multipleOf: 2 },
      outputs: [{ kind: 'lm', name: 'logits' }],
    },
  );
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const told = (id: number, letter: string, place: number) => {
    if (letter === 'N') return NaN;
    if (id >= 19) {
      const four = order.map((one) => row(v, id)[single[one]]!);
      return logSoftmax(four, order.indexOf(letter as 'A'));
    }
    const odds = [...row(v, id).subarray(3, 19)].map(Math.exp);
    const digit = (kmer: number) => (place === 0 ? Math.floor(kmer / 4) : kmer % 4);
    return Math.log(sum(odds.filter((_, kmer) => own[digit(kmer)] === letter)) / sum(odds));
  };
  const expected: number[] = [];
  // The last tile ends where the sequence ends; of what two tiles read, the former counts.
  for (const start of [20, 12, 0]) {
    for (let i = start; i < start + 12;) {
      const two = letters.slice(i, Math.min(i + 2, start + 12));
      const isKmer = two.length === 2 && !two.includes('N');
      const id = isKmer
        ? 3 + 4 * own.indexOf(two[0]!) + own.indexOf(two[1]!)
        : single[two[0] as 'A'];
      const bases = isKmer ? [...two] : [two[0]!];
      for (const [place, letter] of bases.entries()) expected[i++] = told(id, letter, place);
    }
  }
  close(found, expected);
});

it('a k-mer with N is the unknown token where no letters are named', async () => {
  const v = 20;
  const found = await likelihood(
    { v, type: 'INT64', tokens: 4 },
    {
      input: {
        ...{ kind: 'tokens', name: 'ids', type: 'int64' },
        vocabulary: { kind: 'kmers', k: 2, order: 'ACGT', first: 4, unknown: 1 },
      },
      tiling: { length: 8 },
      outputs: [{ kind: 'lm', name: 'logits' }],
    },
  );
  // `AN` is the fifth token; what its first base may be is what the unknown token's row says.
  const odds = [...row(v, 1).subarray(4, 20)].map(Math.exp);
  const total = odds.reduce((a, b) => a + b, 0);
  expect(letters.slice(8, 10)).toBe('NG');
  const g = odds.filter((_, kmer) => kmer % 4 === 2).reduce((a, b) => a + b, 0);
  expect(found[9]).toBeCloseTo(Math.log(g / total), 4);
  expect(found[8]).toBeNaN();
});

it('a graph with too few logits for its k-mers is refused, not read as if the others were none', async () => {
  const folder = temporaryFolder();
  writeTokenGraph(folder, { v: 70, type: 'INT64', tokens: 'n' });
  writeGraphManifest(folder, {
    input: {
      ...{ kind: 'tokens', name: 'ids', type: 'int64' },
      vocabulary: { kind: 'kmers', k: 3, order: 'ACGT', first: 10, unknown: 1 },
    },
    tiling: { length: 12 },
    outputs: [{ kind: 'lm', name: 'logits' }],
  });
  const tokens = tokenize('AAAAACACAAAC');
  const pass = runPass({ model: folder, tokens, graphs: join(folder, 'graphs'), raw: undefined });
  await expect(pass).rejects.toMatchObject({
    code: 'model-graph',
    message: expect.stringMatching(
      /"logits" came as \[4, 70\]; .* logits of 74 tokens or more were expected/,
    ) as string,
  });
});
