import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { identifyModel, openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { readTensors, shardName, writeHalf, writeSharded } from '../support/published-forms.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { writeSafetensors } from '../support/write-safetensors.ts';

const parts = 3;
const tensor = 'caduceus.backbone.norm_f.weight';

let whole: string;
let folder: string;
beforeEach(() => {
  whole = temporaryFolder();
  folder = join(temporaryFolder(), 'sharded');
  writeRandomModel(whole, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
  writeSharded(whole, folder, parts);
});

const indexPath = () => join(folder, 'model.safetensors.index.json');

/** All graphs of a model, one after the other. */
function graphs(model: string): Uint8Array[] {
  const { network, close } = openNetwork(readModelPackage(model));
  try {
    const layers = network.layers.map(({ singleChunk }, i) => network.scanGraph(i, singleChunk));
    return [...layers, network.headGraph()];
  } finally {
    close();
  }
}

function editIndex(change: (map: Record<string, string>) => void): void {
  const index = JSON.parse(readFileSync(indexPath(), 'utf8')) as {
    weight_map: Record<string, string>;
  };
  change(index.weight_map);
  writeFileSync(indexPath(), JSON.stringify(index));
}

it('weights in several files make the same network as in one', async () => {
  expect(graphs(folder)).toEqual(graphs(whole));
  const { weights } = readModelPackage(folder);
  expect(weights.files).toHaveLength(parts);
  expect(weights.path).toBe(indexPath());
  // The layout is part of what is hashed; it must at least be the same every time.
  const hash = async () => (await identifyModel(readModelPackage(folder))).hash;
  expect(await hash()).toBe(await hash());
});

it('one bit in any of the files changes the identity', async () => {
  const hash = async () => (await identifyModel(readModelPackage(folder))).hash;
  const before = await hash();
  for (const file of readModelPackage(folder).weights.files) {
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    expect(await hash()).not.toBe(before);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
  }
  expect(await hash()).toBe(before);
});

it('where one file stands beside the index, the one file is read', () => {
  renameSync(join(whole, 'model.safetensors'), join(folder, 'model.safetensors'));
  expect(readModelPackage(folder).weights.path).toBe(join(folder, 'model.safetensors'));
});

it('a missing file is named, and how many there should be', () => {
  rmSync(join(folder, shardName(1, parts)));
  const error = thrownBy(() => readModelPackage(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toMatch(/index\.json names 3 files; model-00002-of-00003.* is missing/);
});

it('a tensor that is not where the index says is named with the file', () => {
  const path = join(folder, shardName(0, parts));
  const tensors = readTensors(path);
  const [name] = Object.keys(tensors);
  delete tensors[name!];
  writeSafetensors(path, tensors);
  const error = thrownBy(() => graphs(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(`"${name!}" lies in ${path}, which does not hold it`);
});

it('a tensor of another shape is named with the file it lies in', () => {
  const { weights } = readModelPackage(folder);
  const path = weights.shardOf!.get(tensor)!;
  const tensors = readTensors(path);
  tensors[tensor] = { ...tensors[tensor]!, shape: [2, 8] };
  writeSafetensors(path, tensors);
  const error = thrownBy(() => graphs(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(`${path}: tensor "${tensor}" has shape [2, 8]`);
  expect(error.message).toContain('needs [16]');
});

it('a tensor that the index leaves out is missing, with the shape it should have', () => {
  editIndex((map) => delete map[tensor]);
  const error = thrownBy(() => graphs(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(tensor);
});

it.each([
  '../elsewhere.safetensors',
  '/etc/elsewhere.safetensors',
  'sub/elsewhere.safetensors',
  '..\\elsewhere.safetensors',
  'elsewhere.bin',
  '..',
  '',
])('an index that leads to %j is refused', (name) => {
  writeSafetensors(join(folder, '../elsewhere.safetensors'), {});
  editIndex((map) => (map[tensor] = name));
  const error = thrownBy(() => readModelPackage(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(`"${tensor}" lies in "${name}"`);
});

it.each(['{', '[]', '{"weight_map": {"a": 1}}'])('an index that reads %s is refused', (text) => {
  writeFileSync(indexPath(), text);
  const error = thrownBy(() => readModelPackage(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(indexPath());
});

it.each([
  ['F16', 2 ** -11],
  ['BF16', 2 ** -8],
] as const)('weights stored as %s are off by at most %s of their size', (dtype, error) => {
  const half = join(temporaryFolder(), 'half');
  writeHalf(whole, half, dtype);
  const embedding = (model: string) => {
    const { network, close } = openNetwork(readModelPackage(model));
    const table = network.embedding();
    close();
    return table;
  };
  const exact = embedding(whole);
  const rounded = embedding(half);
  const off = exact.map((value, i) => Math.abs(rounded[i]! - value) / Math.abs(value));
  expect(Math.max(...off)).toBeLessThanOrEqual(error);
  expect(Math.max(...off)).toBeGreaterThan(error / 4);
});
