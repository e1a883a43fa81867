import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { referenceModels } from '../support/paths.ts';
import { manifest, writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  const tracks = { count: 2, bin: 32 };
  writeRandomModel(folder, { seed: 1, config: { model_type: 'hawk' }, tracks });
});

const path = (name: string) => join(folder, name);
const edit = (name: string, change: (json: Record<string, unknown>) => void): void => {
  const json = JSON.parse(readFileSync(path(name), 'utf8')) as Record<string, unknown>;
  change(json);
  writeFileSync(path(name), JSON.stringify(json));
};
const refusal = () => thrownBy(() => readModelPackage(folder));

describe('a folder that is no sound package', () => {
  it('without a config.json is no model', () => {
    rmSync(path('config.json'));
    expect(refusal()).toMatchObject({ code: 'model-incomplete' });
    expect(refusal().message).toContain(folder);
  });

  it('without weights is no model', () => {
    rmSync(path('model.safetensors'));
    expect(refusal()).toMatchObject({ code: 'model-incomplete' });
    expect(refusal().message).toContain('no model.safetensors or pytorch_model.bin');
  });

  it('with a pickle beside its safetensors is read from the safetensors', () => {
    copyFileSync(path('model.safetensors'), path('pytorch_model.bin'));
    expect(readModelPackage(folder).weights.path).toBe(path('model.safetensors'));
  });

  it('with a config.json that is not JSON is refused', () => {
    writeFileSync(path('config.json'), '{"model_type": ');
    expect(refusal()).toMatchObject({ code: 'model-config' });
    expect(refusal().message).toContain(path('config.json'));
  });

  it('of an unknown family is refused', () => {
    edit('config.json', (json) => (json['model_type'] = 'gpt2'));
    expect(refusal()).toMatchObject({ code: 'model-config' });
    expect(refusal().message).toContain('model_type');
  });

  it.each([
    ['width', -16],
    ['num_heads', 3],
    ['conv1d_temporal_width', 1],
    ['depth', '2'],
  ])('with %s = %s in config.json is refused, naming the field', (field, value) => {
    edit('config.json', (json) => (json[field] = value));
    expect(refusal()).toMatchObject({ code: 'model-config' });
    expect(refusal().message).toContain(field);
  });
});

describe('a manifest', () => {
  it('of another family than config.json is refused', () => {
    edit('manifest.json', (json) => (json['family'] = 'caduceus'));
    expect(refusal()).toMatchObject({ code: 'model-manifest' });
    expect(refusal().message).toMatch(/family is "caduceus", config.json says "hawk"/);
  });

  it('with a misspelt field is refused, naming it', () => {
    edit('manifest.json', (json) => {
      json['licence'] = json['license'];
      delete json['license'];
    });
    expect(refusal()).toMatchObject({ code: 'model-manifest' });
    expect(refusal().message).toMatch(/license: .*"licence"/);
  });

  it('with a misspelt field deep inside is refused, naming where', () => {
    edit('manifest.json', (json) => {
      const [, tracks] = json['outputs'] as [unknown, { tracks: Record<string, unknown>[] }];
      tracks.tracks[1]!['colour'] = '#000000';
    });
    expect(refusal().message).toMatch(/outputs\.1\.tracks\.1: .*"colour"/);
  });

  it.each([
    ['formatVersion', 2],
    ['id', 'has spaces'],
    ['trainingContext', 0],
    ['outputs', []],
  ])('with %s = %j is refused, naming it', (field, value) => {
    edit('manifest.json', (json) => (json[field] = value));
    expect(refusal()).toMatchObject({ code: 'model-manifest' });
    expect(refusal().message).toContain(field);
  });

  it('of a shipped model is read as it stands', () => {
    const shipped = readModelPackage(referenceModels['hawk-tutorial']).manifest;
    const text = readFileSync(join(referenceModels['hawk-tutorial'], 'manifest.json'), 'utf8');
    expect(shipped).toEqual(JSON.parse(text));
  });
});

describe('the hash of a package', () => {
  const hash = async () => (await identifyModel(readModelPackage(folder))).hash;

  it('is 64 hexadecimal digits, the same every time', async () => {
    expect(await hash()).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash()).toBe(await hash());
  });

  it('changes with one bit of one weight', async () => {
    const before = await hash();
    const bytes = readFileSync(path('model.safetensors'));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path('model.safetensors'), bytes);
    expect(await hash()).not.toBe(before);
  });

  it('changes with the configuration and with what the heads are', async () => {
    const before = await hash();
    edit('config.json', (json) => (json['logits_soft_cap'] = 30));
    const capped = await hash();
    expect(capped).not.toBe(before);
    edit('manifest.json', (json) => {
      json['outputs'] = manifest('hawk', { count: 2, bin: 64 })['outputs'];
    });
    expect(await hash()).not.toBe(capped);
  });

  it('does not change with its name, its description or its folder', async () => {
    const before = await hash();
    edit('manifest.json', (json) => {
      Object.assign(json, { name: 'Another name', description: 'Words.', version: '2.0.0' });
    });
    expect(await hash()).toBe(before);
    const moved = join(temporaryFolder(), 'elsewhere');
    renameSync(folder, moved);
    expect((await identifyModel(readModelPackage(moved))).hash).toBe(before);
  });

  it('goes with the name, version and family that people see', async () => {
    expect(await identifyModel(readModelPackage(folder))).toEqual({
      hash: await hash(),
      id: 'random-hawk',
      name: 'Random hawk',
      version: '1.0.0',
      family: 'hawk',
    });
  });
});
