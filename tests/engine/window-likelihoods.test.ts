import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { computePerturbations } from '../../src-main/engine/index.ts';
import { WindowMeans } from '../../src-main/engine/jobs/index.ts';
import { tokenOf } from '../../src-main/sequence/index.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { writeGraphManifest, writeTokenGraph } from '../support/token-graph.ts';

const shared = sharedFolder();
const graphs = join(shared, 'graphs');
/** More than the head is given at once, and no whole number of windows. */
const tokens = randomTokens(4_500, new Random(17));
const window = 128;

interface Part {
  readonly start: number;
  readonly end: number;
}

/** What a perturbation job says of the unchanged sequence, by part. */
async function windowsOf(model: string, parts?: readonly Part[]): Promise<Float32Array[]> {
  const found: Float32Array[] = [];
  const edits = [{ start: 40, end: 45, tokens: new Uint8Array(5).fill(tokenOf.N) }];
  await computePerturbations(
    {
      ...{ model, modelHash: basename(model), graphs, tokens, start: 20, tolerance: 0.01, parts },
      tasks: [{ edits, tracks: false }],
      ...{ likelihoodWindow: window, provider: 'cpu', threads: 1 },
    },
    {
      onReply(reply) {
        if (reply.kind === 'window-likelihoods') found[reply.part ?? 0] = reply.means;
      },
      onNote: (note) => expect(note).toBe(''),
    },
    undefined,
    sharedComputeProcess,
  );
  return found;
}

/** The same from the likelihood of every base of a pass over all of it. */
async function meansOf(model: string, { start, end }: Part): Promise<Float64Array> {
  const { logLikelihood } = await runPass({ model, tokens, start: 20, graphs, raw: undefined });
  const means = new WindowMeans(end - start, window);
  means.add(0, logLikelihood.subarray(start, end));
  return means.means();
}

function expectClose(found: Float32Array, expected: Float64Array): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(found[i]).toBeNaN();
    else expect(found[i]).toBeCloseTo(value, 4);
  }
}

it.each(['caduceus-ps', 'hawk-bi', 'hawk-causal'] as const)(
  '%s: what changes are held against tells how likely it is, as a pass over it does',
  async (name) => {
    const model = referenceModels[name];
    const whole = { start: 0, end: tokens.length };
    const [found] = await windowsOf(model);
    expectClose(found!, await meansOf(model, whole));
  },
);

it('a model in tiles tells it of each part that was asked for', async () => {
  const model = join(shared, 'graph');
  writeTokenGraph(model, { v: 8, type: 'INT64', tokens: 'n' });
  writeGraphManifest(model, {
    input: {
      ...{ kind: 'tokens', name: 'ids', type: 'int64' },
      vocabulary: { kind: 'letters', ids: { A: 5, C: 4, G: 3, T: 2, N: 1 } },
    },
    tiling: { length: 96, centre: 48, shortest: 32, multipleOf: 2 },
    outputs: [{ kind: 'lm', name: 'logits' }],
  });
  const parts = [
    { start: 10, end: 1_000 },
    { start: 3_000, end: 4_500 },
  ];
  const found = await windowsOf(model, parts);
  for (const [i, part] of parts.entries()) expectClose(found[i]!, await meansOf(model, part));
});

it('the mean of a window is of what is known of it, and there is none of less than half', () => {
  const means = new WindowMeans(10, 4);
  means.add(0, Float32Array.of(1, NaN, NaN));
  means.add(3, Float32Array.of(3, NaN, NaN, NaN, -2, -4));
  expect([...means.means()]).toEqual([2, NaN, NaN]);
});
