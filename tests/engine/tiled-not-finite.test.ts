import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { computePerturbations } from '../../src-main/engine/index.ts';
import { tokenize, tokenOf } from '../../src-main/sequence/index.ts';
import { changeGraph } from '../support/onnx-files.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { writeGraphManifest, writeTokenGraph } from '../support/token-graph.ts';

const folder = sharedFolder();
const model = join(folder, 'model');
const graphs = join(folder, 'graphs');
const v = 8;
const ids = { A: 5, C: 4, G: 3, T: 2, N: 1 };

/** A graph that gives NaN where it reads T or N. */
beforeAll(() => {
  writeTokenGraph(model, { v, type: 'INT64', tokens: 'tokens' });
  changeGraph(model, ({ graph }) => {
    const table = new Float32Array(Uint8Array.from(graph!.initializer[0]!.rawData).buffer);
    expect(table).toHaveLength(v * v);
    for (const id of [ids.T, ids.N]) table[id * v + ids.C] = NaN;
    graph!.initializer[0]!.rawData = new Uint8Array(table.buffer);
  });
  writeGraphManifest(model, {
    input: {
      ...{ kind: 'tokens', name: 'ids', type: 'int64' },
      vocabulary: { kind: 'letters', ids },
    },
    tiling: { length: 8, centre: 4 },
    outputs: [{ kind: 'lm', name: 'logits' }],
  });
});

const clean = 'ACGACGGAACCGGAACGCAGGACA';

it('NaN beside the interval, where N is read, is no fault', async () => {
  const short = tokenize(clean.slice(0, 5));
  const { logLikelihood } = await runPass({ model, tokens: short, graphs, raw: undefined });
  expect(logLikelihood).toHaveLength(5);
  expect(logLikelihood.every(Number.isFinite)).toBe(true);
});

it('NaN within it is told with tile, output and base', async () => {
  const tokens = tokenize(`${clean.slice(0, 13)}T${clean.slice(14)}`);
  const attempt = runPass({ model, tokens, graphs, start: 1000, raw: undefined });
  await expect(attempt).rejects.toMatchObject({ code: 'not-finite' });
  // Tiles of 8 bp, of which 4 count: so base 14 is in the fourth.
  await expect(attempt).rejects.toThrow(
    'The computation gave no numbers: in tile 4 of 6, output "logits" gives NaN (not a number) for ' +
      'the bases first at base 1,014 of the contig.',
  );
});

it('a change that leads to NaN is told as one', async () => {
  const change = { start: 9, end: 10, tokens: Uint8Array.of(tokenOf.T) };
  const attempt = computePerturbations(
    {
      ...{ model, modelHash: 'x', graphs, tokens: tokenize(clean), start: 1000 },
      ...{ provider: 'cpu', threads: 1, tolerance: 0.01 },
      tasks: [{ edits: [change], tracks: false, distributions: { before: change, after: change } }],
    },
    { onReply: () => undefined, onNote: (note) => expect(note).toBe('') },
  );
  await expect(attempt).rejects.toMatchObject({ code: 'not-finite' });
  await expect(attempt).rejects.toThrow(
    'With the change at base 1,010 the computation gave no numbers: in tile 3 of 6, output "logits"',
  );
});
