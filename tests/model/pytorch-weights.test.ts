import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { identifyModel, openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { referenceModels, root } from '../support/paths.ts';
import {
  readTensors,
  tiedNames,
  writeBin,
  writeHubCache,
  writeShardedBin,
  writeTiedKept,
} from '../support/published-forms.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { dictPickle, op, wholePickle, writePytorch, zipFile } from '../support/write-pytorch.ts';

let whole: string;
let folder: string;
beforeEach(() => {
  whole = temporaryFolder();
  folder = join(temporaryFolder(), 'form');
  writeRandomModel(whole, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
});

const bin = () => join(folder, 'pytorch_model.bin');
const index = () => `${bin()}.index.json`;

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

const hashOf = async (model: string) => (await identifyModel(readModelPackage(model))).hash;

describe('the same weights', () => {
  it.each<[string, () => void]>([
    ['as a zip file of torch.save', () => writeBin(whole, folder)],
    ['in the format before PyTorch 1.6', () => writeBin(whole, folder, { format: 'legacy' })],
    ['with the tied ones kept', () => writeBin(whole, folder, { tied: tiedNames(whole) })],
    ['with the tied ones kept in safetensors', () => writeTiedKept(whole, folder)],
    ['in three PyTorch files with an index', () => writeShardedBin(whole, folder, 3)],
  ])('%s make the same network', async (_, write) => {
    write();
    expect(Object.keys(tiedNames(whole))).toHaveLength(5);
    expect(graphs(folder)).toEqual(graphs(whole));
    const before = await hashOf(folder);
    const copy = join(temporaryFolder(), 'form');
    cpSync(folder, copy, { recursive: true });
    expect(await hashOf(copy)).toBe(before);
  });

  it("in the hub's cache are those of the folder, by name too", async () => {
    writeBin(whole, folder);
    const place = { repository: 'org/form', revision: 'abc', ref: 'main' };
    const cached = join(writeHubCache(folder, temporaryFolder(), place), '../..');
    expect(graphs(cached)).toEqual(graphs(whole));
    expect(await hashOf(cached)).toBe(await hashOf(folder));
  });

  it.each(['model.pt', 'weights.pth', 'last.ckpt', 'pytorch_model.pkl', 'consolidated.bin'])(
    'as %s, beside what a trainer keeps of its state',
    (name) => {
      writeBin(whole, folder);
      renameSync(bin(), join(folder, name));
      for (const other of [
        'training_args.bin',
        'optimizer.pt',
        'scheduler.pt',
        'rng_state_0.pth',
      ]) {
        writeFileSync(join(folder, other), 'not looked at');
      }
      expect(readModelPackage(folder)).toMatchObject({
        weights: { path: join(folder, name), files: [join(folder, name)] },
      });
      expect(graphs(folder)).toEqual(graphs(whole));
    },
  );
});

it('the published files of the references make the networks of the references', () => {
  const cases = join(root, 'tests/reference/pickles');
  expect(graphs(join(cases, 'zip-tied'))).toEqual(graphs(referenceModels['caduceus-ps']));
  expect(graphs(join(cases, 'legacy'))).toEqual(graphs(referenceModels['hawk-bi']));
});

it('safetensors come before PyTorch files, one file before an index', () => {
  writeShardedBin(whole, folder, 2);
  expect(readModelPackage(folder).weights.path).toBe(index());
  writeFileSync(bin(), '');
  expect(readModelPackage(folder).weights.path).toBe(bin());
  copyFileSync(join(whole, 'model.safetensors'), join(folder, 'model.safetensors'));
  expect(readModelPackage(folder).weights.path).toBe(join(folder, 'model.safetensors'));
});

it('two files that could be the weights are named, and none is chosen', () => {
  writeBin(whole, folder);
  renameSync(bin(), join(folder, 'epoch-1.ckpt'));
  copyFileSync(join(folder, 'epoch-1.ckpt'), join(folder, 'epoch-2.ckpt'));
  const error = thrownBy(() => readModelPackage(folder));
  expect(error).toMatchObject({ code: 'model-weights', found: 2, expected: 1 });
  expect(error.message).toMatch(
    /2 files that could be its weights \(epoch-1\.ckpt, epoch-2\.ckpt\)/,
  );
});

it.each([
  '../pytorch_model.bin',
  '/etc/pytorch_model.bin',
  'sub/pytorch_model.bin',
  'model.safetensors',
  'training_args.bin',
  '',
])('an index that leads to %j is refused', (name) => {
  writeShardedBin(whole, folder, 2);
  writeFileSync(index(), JSON.stringify({ weight_map: { a: name } }));
  const error = thrownBy(() => readModelPackage(folder));
  expect(error).toMatchObject({ code: 'model-weights' });
  expect(error.message).toContain(`"a" lies in "${name}"; expected a .bin file of that folder`);
});

it('a tensor of another shape and one that is missing are named as in safetensors', () => {
  const tensors = readTensors(join(whole, 'model.safetensors'));
  const name = 'caduceus.backbone.norm_f.weight';
  writeBin(whole, folder);
  writePytorch(bin(), { ...tensors, [name]: { ...tensors[name]!, shape: [2, 8] } });
  expect(thrownBy(() => graphs(folder)).message).toContain(
    `${bin()}: tensor "${name}" has shape [2, 8]; config.json needs [16]`,
  );
  delete tensors[name];
  writePytorch(bin(), tensors);
  expect(thrownBy(() => graphs(folder)).message).toContain(
    `${bin()} holds none of the tensors ${name}`,
  );
});

it('one part of several that would run code is refused by name', () => {
  writeShardedBin(whole, folder, 2);
  const [part] = readModelPackage(folder).weights.files;
  const call = Buffer.concat([
    op.global('posix', 'system'),
    ...[op.mark, op.text('echo pwned > pwned.txt'), op.tuple, op.reduce],
  ]);
  writeFileSync(part!, zipFile(wholePickle(dictPickle({ a: call })), {}));
  const error = thrownBy(() => graphs(folder));
  expect(error).toMatchObject({ code: 'pickle-refused', file: part, found: 'posix.system' });
  expect(existsSync('pwned.txt')).toBe(false);
});

it('one bit of the file changes the identity, and is found where it is a number of a zip', async () => {
  writeBin(whole, folder);
  const before = await hashOf(folder);
  const bytes = readFileSync(bin());
  const tensor = readTensors(join(whole, 'model.safetensors'))['caduceus.backbone.norm_f.weight']!;
  bytes[bytes.indexOf(tensor.data)]! ^= 1;
  rmSync(bin());
  writeFileSync(bin(), bytes);
  expect(await hashOf(folder)).not.toBe(before);
  expect(thrownBy(() => graphs(folder))).toMatchObject({ code: 'pytorch-format', file: bin() });
});
