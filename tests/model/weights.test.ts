import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { firstNotFinite, openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { manifest, writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { readTensors } from '../support/published-forms.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { writeSafetensors, type Tensor } from '../support/write-safetensors.ts';

const caduceus: RandomModel = { seed: 1, config: { model_type: 'caduceus', rcps: true } };
const hawk: RandomModel = { seed: 1, config: { model_type: 'hawk' } };
const layer = 'caduceus.backbone.layers.0';

/** Compiles all graphs of a model whose tensors were changed by `change`. */
function compileChanged(model: RandomModel, change: (tensors: Record<string, Tensor>) => void) {
  const folder = temporaryFolder();
  writeRandomModel(folder, model);
  const path = join(folder, 'model.safetensors');
  const tensors = readTensors(path);
  change(tensors);
  writeSafetensors(path, tensors);
  compile(folder);
}

function compile(folder: string): void {
  const { network, close } = openNetwork(readModelPackage(folder));
  try {
    network.embedding();
    for (const [i, { streamed, singleChunk }] of network.layers.entries()) {
      for (const scan of [...streamed, singleChunk]) network.scanGraph(i, scan);
    }
    network.headGraph();
  } finally {
    close();
  }
}

it('a sound model compiles', () => {
  expect(() => compileChanged(caduceus, () => {})).not.toThrow();
  expect(() => compileChanged(hawk, () => {})).not.toThrow();
});

it.each([
  [caduceus, `${layer}.mixer.submodule.mamba_fwd.in_proj.weight`, '[64, 16]'],
  [caduceus, `${layer}.mixer.submodule.mamba_rev.A_log`, '[32, 16]'],
  [caduceus, `${layer}.mixer.submodule.mamba_rev.conv1d.weight`, '[32, 1, 4]'],
  [hawk, 'embedder.input_embedding', '[16, 16]'],
  [hawk, 'blocks.1.recurrent_block.rg_lru_rev.a_gate.w', '[2, 8, 8]'],
  [hawk, 'blocks.0.mlp_block.ffw_up.b', '[2, 1, 1, 24]'],
] as const)('%# a missing tensor is named, with the shape it should have', (model, name, shape) => {
  const error = thrownBy(() => compileChanged(model, (tensors) => delete tensors[name]));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(`no tensor "${name}"`);
  expect(error.message).toContain(shape);
});

it.each([
  [caduceus, `${layer}.mixer.submodule.mamba_fwd.x_proj.weight`, '[33, 32]'],
  [caduceus, 'caduceus.backbone.norm_f.weight', '[16]'],
  [caduceus, 'caduceus.backbone.embeddings.word_embeddings.embedding.weight', '[16, 16]'],
  [hawk, 'final_norm.scale', '[16]'],
  [hawk, 'blocks.0.recurrent_block.conv_1d.w', '[4, 16]'],
] as const)('%# a tensor of another shape is named, with both shapes', (model, name, shape) => {
  const error = thrownBy(() =>
    compileChanged(model, (tensors) => {
      const { data } = tensors[name]!;
      tensors[name] = { dtype: 'F32', shape: [2, data.length / 8], data };
    }),
  );
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toMatch(/has shape \[2, \d+\]/);
  expect(error.message).toContain(`"${name}"`);
  expect(error.message).toContain(`config.json needs ${shape}`);
});

it('a missing norm is named under both of its names', () => {
  const error = thrownBy(() =>
    compileChanged(caduceus, (tensors) => delete tensors[`${layer}.norm.weight`]),
  );
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(`${layer}.norm.weight, ${layer}.norm.submodule.weight`);
});

it('a track head of another size than its manifest says is refused', () => {
  const folder = temporaryFolder();
  writeRandomModel(folder, { ...hawk, tracks: { count: 3, bin: 32 } });
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify(manifest('hawk', { count: 2, bin: 32 })),
  );
  const error = thrownBy(() => compile(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toMatch(/"tracks.weight" has shape \[3, 16\].* needs \[2, 16\]/);
});

it('two tracks with one id are refused', () => {
  const folder = temporaryFolder();
  writeRandomModel(folder, { ...hawk, tracks: { count: 2, bin: 32 } });
  const text = JSON.stringify(manifest('hawk', { count: 2, bin: 32 }));
  writeFileSync(join(folder, 'manifest.json'), text.replace('track-1', 'track-0'));
  expect(thrownBy(() => compile(folder))).toMatchObject({ code: 'model-manifest' });
});

it('a strand-sharing model without a complement map is refused', () => {
  const folder = temporaryFolder();
  writeRandomModel(folder, caduceus);
  const path = join(folder, 'config.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('complement_map', 'something_else'));
  expect(thrownBy(() => compile(folder))).toMatchObject({ code: 'model-config' });
});

it('weights in half precision are read as what they stand for', () => {
  const folder = temporaryFolder();
  writeRandomModel(folder, hawk);
  const path = join(folder, 'model.safetensors');
  const tensors = readTensors(path);
  const name = 'embedder.input_embedding';
  const floats = new Float32Array(Uint8Array.from(tensors[name]!.data).buffer);
  const halves = new Float16Array(floats);
  tensors[name] = { dtype: 'F16', shape: [16, 16], data: new Uint8Array(halves.buffer) };
  writeSafetensors(path, tensors);
  const { network, close } = openNetwork(readModelPackage(folder));
  // Times the square root of the width, as the network reads it.
  expect(network.embedding()).toEqual(Float32Array.from(halves, (value) => value * 4));
  close();
});

/** Puts a value into a tensor. */
function poison(tensors: Record<string, Tensor>, name: string, index: number, value: number): void {
  const { dtype, shape, data } = tensors[name]!;
  const floats = new Float32Array(Uint8Array.from(data).buffer);
  floats[index] = value;
  tensors[name] = { dtype, shape, data: new Uint8Array(floats.buffer) };
}

const mixer = `${layer}.mixer.submodule`;

it.each([
  [caduceus, `${mixer}.mamba_rev.dt_proj.bias`, 5, NaN, '[5] is NaN (not a number)'],
  [caduceus, `${mixer}.mamba_fwd.in_proj.weight`, 1023, Infinity, '[63, 15] is Infinity'],
  [caduceus, `${layer}.norm.weight`, 0, NaN, '[0] is NaN'],
  [caduceus, 'caduceus.backbone.norm_f.weight', 3, -Infinity, '[3] is -Infinity'],
  [hawk, 'embedder.input_embedding', 17, NaN, '[1, 1] is NaN'],
  [hawk, 'blocks.1.recurrent_block.rg_lru_rev.a_param', 15, NaN, '[15] is NaN'],
  [hawk, 'blocks.1.mlp_block.ffw_up.b', 47, Infinity, '[1, 0, 0, 23] is Infinity'],
] as const)(
  '%# a weight that is no number is refused by name and index',
  (model, name, index, value, told) => {
    const error = thrownBy(() =>
      compileChanged(model, (tensors) => poison(tensors, name, index, value)),
    );
    expect(error).toMatchObject({ code: 'model-weights' });
    expect(error.message).toMatch(/^\S+model\.safetensors: tensor "/);
    expect(error.message).toContain(`"${name}", value ${told}`);
  },
);

it('a model with such a weight can still be listed', () => {
  const folder = temporaryFolder();
  writeRandomModel(folder, hawk);
  const path = join(folder, 'model.safetensors');
  const tensors = readTensors(path);
  poison(tensors, 'blocks.1.recurrent_block.rg_lru_rev.a_param', 1, NaN);
  writeSafetensors(path, tensors);
  expect(() => openNetwork(readModelPackage(folder)).close()).not.toThrow();
});

it('every value that is no number is found, wherever it lies, and no other is taken for one', () => {
  const random = new Random(1);
  const finite = [0, -0, 3.4e38, -3.4e38, 1e-45, -1e-45, 1, -2];
  for (let length = 0; length < 40; length++) {
    const values = Float32Array.from({ length }, () => finite[random.below(finite.length)]!);
    expect(firstNotFinite(values)).toBe(-1);
    for (let i = 0; i < length; i++) {
      const other = values.slice();
      other[i] = [NaN, Infinity, -Infinity][i % 3]!;
      if (i + 2 < length) other[i + 2] = NaN;
      expect(firstNotFinite(other)).toBe(i);
    }
  }
});
