import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  describeNetwork,
  expectFiniteHead,
  identifyModel,
  openNetwork,
  readHeadPackage,
  readHeadWeights,
  readModelPackage,
} from '../../src-main/model/index.ts';
import { addHead } from '../support/head-places.ts';
import { readTensors } from '../support/published-forms.ts';
import { tracksHead, variantHead, windowHead, writeRandomHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { floatTensor, writeSafetensors } from '../support/write-safetensors.ts';

const folder = sharedFolder();
const model = join(folder, 'model');
let first: string;
let second: string;
beforeAll(async () => {
  const tracks = { count: 2, bin: 32 };
  writeRandomModel(model, { seed: 1, config: { model_type: 'hawk' }, tracks });
  first = await addHead(folder, model, { id: 'first', outputs: [tracksHead(['a', 'b'], 20)] });
  const outputs = [tracksHead(['c'], 48), windowHead(['d']), variantHead(['e'])];
  second = await addHead(folder, model, { id: 'second', name: 'Second', version: '2', outputs });
});

describe('a model with heads on it', () => {
  it('has the names and outputs of all, its own first', () => {
    const { manifest, ownManifest } = readModelPackage(model, [first, second]);
    expect(manifest).toMatchObject({
      id: 'random-hawk+first+second',
      name: 'Random hawk + Head + Second',
      version: '1.0.0+1+2',
      family: 'hawk',
    });
    const kinds = manifest.outputs.map(({ kind }) => kind);
    expect(kinds).toEqual(['lm', 'tracks', 'tracks', 'tracks', 'window', 'variant']);
    expect(ownManifest).toEqual(readModelPackage(model).manifest);
  });

  it('computes all tracks side by side', () => {
    const { network, trackHeads, close } = openNetwork(readModelPackage(model, [first, second]));
    close();
    expect(network.tracks).toBe(5);
    expect(trackHeads.map(({ output, bias }) => [output.bin, bias.length])).toEqual([
      [32, 2],
      [20, 2],
      [48, 1],
    ]);
  });

  it('has another identity than the model alone, and with each set of heads', async () => {
    const hashes = await Promise.all(
      [[], [first], [second], [first, second]].map(
        async (heads) => (await identifyModel(readModelPackage(model, heads))).hash,
      ),
    );
    expect(new Set(hashes).size).toBe(4);
    const again = await identifyModel(readModelPackage(model, [first]));
    expect(again).toMatchObject({ id: 'random-hawk+first', hash: hashes[1] });
  });

  it('has another identity after one bit of a head has changed', async () => {
    const copy = await addHead(folder, model, { id: 'bit', outputs: [tracksHead(['a'], 20)] });
    const hash = async () => (await identifyModel(readModelPackage(model, [copy]))).hash;
    const before = await hash();
    const path = join(copy, 'head.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    expect(await hash()).not.toBe(before);
  });
});

describe('a head is refused', () => {
  it('on another model, naming both', async () => {
    const other = join(folder, 'other');
    writeRandomModel(other, { seed: 2, config: { model_type: 'hawk' } });
    const identifying = identifyModel(readModelPackage(other, [first]));
    await expect(identifying).rejects.toMatchObject({
      code: 'head-model',
      message: expect.stringMatching(
        /The head first was trained on the model random-hawk \(\w{12}\); it does not work with other \(\w{12}\)/,
      ) as string,
    });
  });

  it('beside a head with a track of the same id, naming both', async () => {
    const clash = await addHead(folder, model, { id: 'clash', outputs: [windowHead(['b'])] });
    const error = thrownBy(() => readModelPackage(model, [first, clash]));
    expect(error).toMatchObject({ code: 'head-manifest' });
    expect(error.message).toContain(
      'the head first and the head clash both have a track or label "b"',
    );
  });

  it.each(['track-0', 'entropy'])('with a track "%s" that the model has', async (id) => {
    const clash = await addHead(folder, model, { id: 'clash', outputs: [tracksHead([id], 8)] });
    const error = thrownBy(() => readModelPackage(model, [clash]));
    expect(error.message).toContain(`The model random-hawk and the head clash both have`);
    expect(error.message).toContain(`"${id}"`);
  });

  it.each([
    ['tracks.weight', tracksHead(['a', 'b'], 20), 17, '[2, 17]', '[2, 16]'],
    ['window.weight', windowHead(['a']), 32, '[1, 32]', '[1, 16]'],
    ['variant.weight', variantHead(['a']), 16, '[1, 16]', '[1, 32]'],
  ])(
    'whose %s has a wrong shape, with the shape found and expected',
    (name, output, width, found, expected) => {
      const wrong = join(folder, 'wrong');
      const made = { id: 'some', hash: '0'.repeat(64) };
      writeRandomHead(wrong, { seed: 1, model: made, outputs: [output] }, () => width);
      const network = describeNetwork(readModelPackage(model));
      const error = thrownBy(() => readHeadWeights(readHeadPackage(wrong), network));
      expect(error).toMatchObject({ code: 'head-weights' });
      expect(error.message).toContain(`${join(wrong, 'head.safetensors')}: tensor "${name}"`);
      expect(error.message).toContain(`has the shape ${found}`);
      expect(error.message).toContain(`need ${expected}`);
    },
  );

  it.each([
    ['weight', 17, NaN, '[1, 1] is NaN (not a number)'],
    ['bias', 1, Infinity, '[1] is Infinity'],
  ])('whose %s holds a value that is no number, with its index', (name, index, value, told) => {
    const wrong = join(folder, `not-finite-${name}`);
    const made = { id: 'some', hash: '0'.repeat(64) };
    const outputs = [tracksHead(['a', 'b'], 20)];
    writeRandomHead(wrong, { seed: 1, model: made, outputs }, () => 16);
    const path = join(wrong, 'head.safetensors');
    const tensors = readTensors(path);
    const { shape, data } = tensors[`tracks.${name}`]!;
    const values = new Float32Array(Uint8Array.from(data).buffer);
    values[index] = value;
    writeSafetensors(path, { ...tensors, [`tracks.${name}`]: floatTensor(shape, values) });
    const network = describeNetwork(readModelPackage(model));
    const error = thrownBy(() => readHeadWeights(readHeadPackage(wrong), network));
    expect(error).toMatchObject({ code: 'head-weights' });
    expect(error.message).toContain(`${path}: tensor "tracks.${name}", value ${told}`);
    // So it is on import, where the model may not be known.
    const alone = thrownBy(() => expectFiniteHead(readHeadPackage(wrong)));
    expect(alone.message).toBe(error.message);
  });

  it('whose weights lack a tensor, naming it', () => {
    const path = join(first, 'head.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('tracks.bias', 'tracks.offset'));
    const error = thrownBy(() => openNetwork(readModelPackage(model, [first])));
    writeFileSync(path, text);
    expect(error).toMatchObject({ code: 'head-weights' });
    expect(error.message).toContain('tensor "tracks.offset" is not there');
  });
});
