import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModelPackage, usefulContext } from '../../src-main/model/index.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const parent = sharedFolder();

function derived(folder: string) {
  const model = join(parent, folder);
  writeRandomModel(model, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
  return readModelPackage(model).manifest;
}

it("a snapshot in the hub's cache is named after its repository", () => {
  const manifest = derived(
    'models--kuleshov-group--caduceus-ps_seqlen-131k_d_model-256_n_layer-16/snapshots/0123abcd',
  );
  const name = 'caduceus-ps_seqlen-131k_d_model-256_n_layer-16';
  expect(manifest).toMatchObject({ id: name, name, family: 'caduceus', trainingContext: 131_072 });
  expect(manifest.citation).toContain('2403.03234');
  expect(manifest.outputs).toEqual([{ kind: 'lm' }]);
  expect(usefulContext(manifest)).toBe(1_310_720);
});

it.each([
  ['caduceus', /2403\.03234; .*2405\.21060$/],
  ['mamba', /^Dao and Gu 2024, arXiv 2405\.21060$/],
] as const)('a %s of Mamba-2 says so', (model_type, citation) => {
  const model = join(parent, `mamba2-${model_type}`);
  const mamba2 = { d_state: 8, headdim: 8 };
  writeRandomModel(model, { seed: 1, config: { model_type, mamba2 } });
  const { manifest } = readModelPackage(model);
  expect(manifest).toMatchObject({ family: model_type, description: 'Its layers are Mamba-2.' });
  expect(manifest.citation).toMatch(citation);
});

it.each([
  ['caduceus_seqlen-1k_d_model-256', 1024],
  ['model-SEQLEN-16K-x', 16_384],
  ['my_seqlen-12288', 12_288],
  ['caduceus-of-our-own', undefined],
])('a folder called %s says a training context of %s', (folder, trainingContext) => {
  expect(derived(folder).trainingContext).toBe(trainingContext);
});

it('a folder whose name has other letters gets an id with dashes for them', () => {
  expect(derived('p legacy').id).toBe('p-legacy');
  expect(derived('(my) Modèle v2.1').id).toBe('my-Mod-le-v2.1');
  expect(derived('基因').id).toBe('caduceus');
});

it('where nothing is known of the context, none is claimed', () => {
  expect(usefulContext(derived('plain'))).toBeUndefined();
});
