import { join } from 'node:path';
import { expect, it } from 'vitest';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { makeGenome } from '../bench/extrapolation/genomes.ts';
import { measureLength } from '../bench/extrapolation/measure-model.ts';
import { readInPieces } from '../bench/extrapolation/read-in-pieces.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { writeTinyTransformer } from '../support/tiny-transformer.ts';

const genome = makeGenome({ seed: 3, length: 122_880, domain: 12_500 });
const options = { graphs: sharedFolder(), threads: 2 };

async function load(folder: string) {
  const model = readModelPackage(folder);
  return { model, identity: await identifyModel(model) };
}

it.each([
  ['the windows of one pass', 24_576],
  ['passes of their own', 61_440],
])('pieces that are %s are read as if there were no others', async (_, length) => {
  const model = await load(referenceModels['hawk-tutorial']);
  const { activity } = await readInPieces(model, genome.tokens, length, options);
  expect(activity.values).toHaveLength(genome.tokens.length / 128);
  const start = genome.tokens.length - length;
  const alone = await runPass({
    ...options,
    model: referenceModels['hawk-tutorial'],
    tokens: genome.tokens.subarray(start),
    raw: { start: 0, end: 0 },
  });
  const expected = alone.tracks[3]!;
  const found = activity.values.subarray(start / 128);
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
});

it.each(['hawk-tutorial', 'caduceus-tutorial'] as const)(
  '%s tells active promoters better the more it sees as one, beyond what it was trained on',
  async (name) => {
    const model = await load(referenceModels[name]);
    const row = (length: number) => measureLength(model, [genome], length, options);
    const [trained, extended] = [await row(12_288), await row(122_880)];
    expect(trained.inSight).toBeLessThan(0.9);
    expect(extended.inSight).toBe(1);
    expect(trained.auroc).toBeLessThan(0.95);
    expect(extended.auroc).toBeGreaterThan(trained.auroc + 0.04);
    expect(extended).toMatchObject({ model: model.identity.name, bases: genome.length });
    expect(extended.peakBytes).toBeGreaterThan(trained.peakBytes);
  },
);

it('a model that reads in tiles gains nothing by longer pieces, but for their borders', async () => {
  const folder = join(options.graphs, 'transformer');
  writeTinyTransformer(folder, { tile: 12_288 });
  const model = await load(folder);
  const rows = [12_288, 61_440, 122_880].map((length) =>
    measureLength(model, [genome], length, options),
  );
  const [short, long, all] = await Promise.all(rows);
  expect(short!.auroc).toBeLessThan(long!.auroc);
  expect(all!.auroc).toBe(long!.auroc);
  expect(all!.flawless).toBe(1);
  expect(all!.auroc).toBeLessThan(0.95);
});

it('a model that does not tell whether promoters are active is refused', async () => {
  const model = await load(referenceModels['hawk-bi']);
  await expect(readInPieces(model, genome.tokens, 12_288, options)).rejects.toThrow(
    /has no track of role expression/,
  );
});
