import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModelPackage } from '../../src-main/model/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { makeGenome } from '../bench/extrapolation/genomes.ts';
import { measureLength } from '../bench/extrapolation/measure-model.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { writeTinyTransformer } from '../support/tiny-transformer.ts';

const folder = sharedFolder();

it('a transformer knows enhancers within its tile, and falls back to chance beyond it', async () => {
  const path = join(folder, 'tiny');
  writeTinyTransformer(path);
  const model = await loadModel({ model: readModelPackage(path), origin: 'folder' });
  const length = 614_400;
  const genome = makeGenome({ seed: 2, length, domain: 50_000 });
  const options = { graphs: join(folder, 'graphs'), threads: 2 };
  const { byDistance, auroc } = await measureLength(model, [genome], length, options);
  const of = (from: number) => byDistance.find((row) => row.from === from)!;
  expect(of(0).auroc).toBeGreaterThan(0.95);
  expect(of(2_000).auroc).toBeGreaterThan(0.95);
  for (const row of byDistance.filter(({ from }) => from >= 12_000)) {
    expect(row.active).toBeGreaterThan(10);
    expect(row.auroc).toBeGreaterThan(0.35);
    expect(row.auroc).toBeLessThan(0.65);
  }
  // What it gains near it lacks far away.
  expect(auroc).toBeLessThan(0.9);
});
