import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EditedSequence, tokenize, tokenOf, type Edit } from '../../src-main/sequence/index.ts';
import { perturb, withChanged } from '../support/perturb.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { plainTinyTransformer, writeTinyTransformer } from '../support/tiny-transformer.ts';
import { tokenTable, writeGraphManifest, writeTokenGraph } from '../support/token-graph.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const shared = sharedFolder();
const graphs = join(shared, 'graphs');
const [tile, centre, bin] = [6_144, 2_048, 128];
const model = join(shared, 'tiny');
writeTinyTransformer(model, { tile, centre });

const start = 20_037;
const tokens = tutorialContig('chrT2').subarray(start, 50_000);
const n = (length: number) => new Uint8Array(length).fill(tokenOf.N);
/** The enhancer of chrT2 at 22,305, which acts on the promoters beside it. */
const enhancer = { start: 22_305 - start, end: 22_320 - start, tokens: n(15) };

it('a knock-out changes every bin as reading all of it again does, and only its tiles are read', async () => {
  const far = { start: 25_000, end: 25_001, tokens: Uint8Array.of(tokenOf.A) };
  const edits = [[enhancer], [enhancer, far]];
  const tasks = edits.map((one) => ({ edits: one, tracks: true }));
  const { base, results } = await perturb({ model, graphs, tokens, start, tasks });
  for (const [task, { bins, window }] of results.entries()) {
    const changed = new EditedSequence(tokens, edits[task]!).tokens(0, tokens.length);
    const whole = await runPass({ model, tokens: changed, start, graphs, raw: undefined });
    const own = withChanged(base[0]!, bins![0]!);
    expect(own.map((values) => [...values])).toEqual(whole.tracks.map((values) => [...values]));
    const lost = whole.tracks[3]!.map((value, i) => base[0]!.values[3]![i]! - value);
    expect(Math.max(...lost)).toBeGreaterThan(0.9);
    if (task === 0) expect(window.end - window.start).toBeLessThanOrEqual(2 * tile);
  }
});

/** A bin's mean over the bases that stand on it, of what its tile says of each, computed plainly. */
function plainBins(edits: readonly Edit[], from: number, to: number): number[] {
  const edited = new EditedSequence(tokens, edits);
  const before = start % bin;
  const values = new Map<number, number[]>();
  const read = new Map<number, number[][]>();
  const last = Math.ceil((tokens.length + before - tile) / bin) * bin;
  const positions = edited.positions(0, edited.length);
  for (const [x, position] of positions.entries()) {
    const b = Math.floor((start + position) / bin);
    if (b < from || b >= to) continue;
    const own = Math.floor((position + before - (tile - centre) / 2) / centre) * centre;
    // In the edited sequence a tile starts where its first base stands.
    const reference = Math.min(Math.max(0, own), last) - before;
    const first = reference <= 0 ? reference : edited.indexOf(reference);
    if (!read.has(first)) {
      const padded = n(tile);
      padded.set(edited.tokens(Math.max(0, first), first + tile), Math.max(0, -first));
      read.set(first, plainTinyTransformer(padded));
    }
    const logits = read.get(first)!;
    const logit = logits[Math.floor((x - first) / bin)]?.[3];
    if (logit === undefined) continue;
    values.set(b, [...(values.get(b) ?? []), 1 / (1 + Math.exp(-logit))]);
  }
  return Array.from({ length: to - from }, (_, i) => {
    const own = values.get(from + i) ?? [];
    return own.reduce((a, b) => a + b, 0) / own.length;
  });
}

it('an insertion or deletion moves what stands behind it in its tile, and no other', async () => {
  // Where a bin starts.
  const place = Math.floor((start + enhancer.start) / bin - 5) * bin - start;
  const cases: Edit[] = [
    { start: place, end: place, tokens: tokenize('ACGTACGTACG') },
    { start: place, end: place + 150, tokens: new Uint8Array(0) },
  ];
  const tasks = cases.map((one) => ({ edits: [one], tracks: true }));
  const { results } = await perturb({ model, graphs, tokens, start, tasks });
  for (const [task, { bins }] of results.entries()) {
    const { first, values } = bins![0]!;
    const plain = plainBins([cases[task]!], first, first + values[3]!.length);
    for (const [i, value] of values[3]!.entries()) {
      if (Number.isNaN(plain[i]!)) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(plain[i]!, 4);
    }
    // Nothing is left of the bin that is deleted whole.
    expect(values[3]!.filter(Number.isNaN)).toHaveLength(task === 0 ? 0 : 1);
  }
});

it('distributions of edited tokens are those of the tiles that read them', async () => {
  const model = join(shared, 'table');
  const ids = { A: 1, C: 2, G: 3, T: 4, N: 5 };
  writeTokenGraph(model, { v: 8, type: 'INT64', tokens: 'n' });
  writeGraphManifest(model, {
    input: {
      ...{ kind: 'tokens', name: 'ids', type: 'int64' },
      vocabulary: { kind: 'letters', ids, mask: 6 },
    },
    tiling: { length: 16, centre: 8 },
    outputs: [{ kind: 'lm', name: 'logits' }],
  });
  const letters = 'ACGTTGCAAGGATTACAACGTCCTAGCATCGAACGTAGCT';
  const tokens = tokenize(letters);
  const cases = [
    { start: 17, end: 18, tokens: tokenize('G') },
    { start: 17, end: 17, tokens: tokenize('GG') },
    { start: 17, end: 20, tokens: tokenize('') },
  ];
  const tasks = cases.map((one) => ({
    edits: [one],
    tracks: false,
    distributions: {
      before: { start: 10, end: 30 },
      after: { start: 10, end: 28 + one.tokens.length },
    },
  }));
  const { results, base } = await perturb({ model, graphs, tokens, start: 0, tasks });
  expect(base).toEqual([]);
  const told = (text: string) =>
    [...text].flatMap((letter) => {
      const id = ids[letter as 'A'];
      const four = tokenTable(8).subarray(id * 8 + 1, id * 8 + 5);
      const sum = Math.log(four.reduce((a, b) => a + Math.exp(b), 0));
      return [...four].map((value) => value - sum);
    });
  for (const [task, { distributions }] of results.entries()) {
    const { start: from, end, tokens: put } = cases[task]!;
    const inserted = ['G', 'GG', ''][task]!;
    const changed = letters.slice(0, from) + inserted + letters.slice(end);
    const close = (found: Float32Array, text: string) => {
      const expected = told(text);
      expect(found).toHaveLength(expected.length);
      found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    };
    close(distributions!.before, letters.slice(10, 30));
    close(distributions!.after, changed.slice(10, 28 + put.length));
  }
});
