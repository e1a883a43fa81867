import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exact, worstRatio } from '../support/compare.ts';
import { sigmoid, softplus } from '../support/plain-math.ts';
import { plainNetwork } from '../support/plain-network.ts';
import { PlainWeights } from '../support/plain-weights.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const bin = 10;
const tokens = randomTokens(205, new Random(3));
const activations = { sigmoid, softplus, none: (x: number) => x };

const models = {
  sigmoid: { model_type: 'hawk' },
  softplus: { model_type: 'caduceus', rcps: true, n_layer: 3 },
  none: { model_type: 'caduceus' },
} as const;

// The interval [start, start + 205) in bins of 10 bp counted from base 0 of the contig.
const intervals = [
  { start: 1000, firstBin: 100, count: 20 },
  { start: 1003, firstBin: 101, count: 19 },
  { start: 1006, firstBin: 101, count: 20 },
];
const cases = (Object.keys(models) as (keyof typeof models)[]).flatMap((activation) =>
  intervals.map((interval) => ({ activation, ...interval })),
);

it.each(cases)(
  'whole bins of a head with activation $activation, from base $start on, hold means of their bases',
  async ({ activation, start, firstBin, count }) => {
    const config = models[activation];
    const model = join(folder, activation);
    writeRandomModel(model, { seed: 11, config, tracks: { count: 3, bin, activation } });
    const result = await runPass({ model, tokens, start, chunk: 64, graphs: folder });
    expect(result.firstBin).toBe(firstBin);
    expect(result.tracks.map((track) => track.length)).toEqual([count, count, count]);

    const weights = new PlainWeights(model);
    const weight = weights.get('tracks.weight').data;
    const bias = weights.get('tracks.bias').data;
    const features = perBase(plainNetwork(model, tokens).hidden, weight.length / 3);
    for (const [i, track] of result.tracks.entries()) {
      const expected = Array.from(track, (_, b) => {
        const first = (firstBin + b) * bin - start;
        const rows = features.slice(first, first + bin);
        const width = weight.length / 3;
        const values = rows.map((row) =>
          row.reduce((sum, value, c) => sum + value * weight[i * width + c]!, 0),
        );
        const mean = values.reduce((sum, value) => sum + value, 0) / bin;
        return activations[activation](mean + bias[i]!);
      });
      expect(worstRatio(track, expected)).toBeLessThan(exact);
    }
  },
);

it('an interval without a whole bin has no values', async () => {
  const model = join(folder, 'sigmoid-short');
  writeRandomModel(model, { seed: 11, config: models.sigmoid, tracks: { count: 2, bin: 128 } });
  const result = await runPass({ model, tokens, start: 1, chunk: 64, graphs: folder });
  expect(result.firstBin).toBe(1);
  expect(result.tracks.map((track) => track.length)).toEqual([0, 0]);
});

it('bins come with the chunk that completes them, before its likelihoods', async () => {
  const model = join(folder, 'sigmoid');
  writeRandomModel(model, { seed: 11, config: models.sigmoid, tracks: { count: 3, bin } });
  const told: string[] = [];
  await runPass({
    ...{ model, tokens, start: 1003, chunk: 64, graphs: folder },
    onReply(reply) {
      for (const { first, values } of reply.kind === 'tracks' ? reply.pieces : []) {
        told.push(`${values[0]!.length} from ${first}`);
      }
      if (reply.kind === 'likelihood') told.push(`bases from ${reply.start}`);
    },
  });
  // Chunks end at 1067, 1131, 1195 and 1208, whole bins at 1060, 1130, 1190 and 1200.
  expect(told).toEqual([
    ...['5 from 101', 'bases from 0', '7 from 106', 'bases from 64'],
    ...['6 from 113', 'bases from 128', '1 from 119', 'bases from 192'],
  ]);
});

/** Of a strand-sharing model, the mean of both strands, the second with its channels in order. */
function perBase(hidden: readonly Float64Array[], d: number): Float64Array[] {
  return hidden.map((row) => {
    if (row.length === d) return row;
    const second = row.slice(d).reverse();
    return row.slice(0, d).map((value, c) => (value + second[c]!) / 2);
  });
}
