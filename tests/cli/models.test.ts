import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { megabase, predictArgs } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { referenceModels, yeastModel } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const source = referenceModels['hawk-bi'];

/** The `models` command in a home of its own. */
function models(home: string, ...args: readonly string[]) {
  return megabase(['models', ...args], { home });
}

function copyOf(model: string): string {
  const folder = join(temporaryFolder(), 'hawk-bi');
  cpSync(model, folder, { recursive: true });
  return folder;
}

it('an imported model is listed, described, predicts under its name, and can be removed', async () => {
  const home = temporaryFolder();
  const folder = copyOf(source);
  const imported = expectSuccess(await models(home, 'import', folder));
  expect(imported.stdout).toBe(`imported hawk-bi to ${join(home, 'models/hawk-bi')}\n`);
  expect(readdirSync(join(home, 'models'))).toEqual(['hawk-bi']);

  const list = expectSuccess(await models(home, 'list')).stdout;
  expect(list).toMatch(/^hawk-bi +hawk +imported/m);
  expect(list).toMatch(/^hawk-tutorial +hawk +shipped/m);
  const info = expectSuccess(await models(home, 'info', 'hawk-bi')).stdout;
  expect(info).toMatch(/^family +hawk$/m);
  expect(info).toMatch(/^entropy +Entropy +bits +1 bp$/m);

  const out = join(home, 'a.tsv');
  expectSuccess(await megabase(predictArgs('hawk-bi', 'chrT2:1-300', out), { home }));
  expect(expectSuccess(await models(home, 'remove', 'hawk-bi')).stdout).toBe('removed hawk-bi\n');
  expect(readdirSync(join(home, 'models'))).toEqual([]);
  const gone = await megabase(predictArgs('hawk-bi', 'chrT2:1-300', out), { home });
  expectFailure(gone, { exit: 2, code: 'model-missing', message: /no model "hawk-bi"/ });
  // The user's own folder is as it was.
  expect(readdirSync(folder).sort()).toEqual(readdirSync(source).sort());
});

it('what is not of the model is not copied', async () => {
  const home = temporaryFolder();
  const folder = copyOf(source);
  writeFileSync(join(folder, 'training.log'), 'x');
  writeFileSync(join(folder, 'README.md'), 'card');
  expectSuccess(await models(home, 'import', folder));
  expect(readdirSync(join(home, 'models/hawk-bi')).sort()).toEqual([
    'README.md',
    'config.json',
    'expected.safetensors',
    'model.safetensors',
  ]);
});

it('a model is not imported twice, nor in the place of one that ships', async () => {
  const home = temporaryFolder();
  expectSuccess(await models(home, 'import', source));
  const again = await models(home, 'import', copyOf(source));
  const message =
    /"hawk-bi" is in the library already; `megabase models remove hawk-bi` makes room/;
  expectFailure(again, { exit: 2, code: 'usage', message });
  const shipped = await models(home, 'import', referenceModels['hawk-tutorial']);
  const ships = /"hawk-tutorial" is in the library already; it ships with the program/;
  expectFailure(shipped, { exit: 2, code: 'usage', message: ships });
  expect(readdirSync(join(home, 'models'))).toEqual(['hawk-bi']);
});

it('importing a model that is cut short leaves nothing behind', async () => {
  const home = temporaryFolder();
  const folder = copyOf(source);
  truncateSync(join(folder, 'model.safetensors'), 20_000);
  const result = await models(home, 'import', folder);
  const message = /model\.safetensors is not a sound safetensors file: tensor/;
  expectFailure(result, { exit: 2, code: 'safetensors-format', message });
  expect(existsSync(join(home, 'models'))).toBe(false);
});

it('what a killed import left is not taken for a model', async () => {
  const home = temporaryFolder();
  cpSync(source, join(home, 'models/.import-x1y2z3'), { recursive: true });
  const { stdout, stderr } = expectSuccess(await models(home, 'list'));
  expect(stdout).not.toContain('import');
  expect(stderr).toBe('');
});

it('an imported model that can no longer be read is noted in the list and can be removed', async () => {
  const home = temporaryFolder();
  expectSuccess(await models(home, 'import', source));
  writeFileSync(join(home, 'models/hawk-bi/config.json'), '{');
  const { stdout, stderr } = expectSuccess(await models(home, 'list'));
  expect(stdout).not.toContain('hawk-bi');
  expect(stderr).toMatch(/^note: hawk-bi was skipped: .*config\.json is not JSON/);
  const message = /"hawk-bi" is in the library already/;
  expectFailure(await models(home, 'import', source), { exit: 2, code: 'usage', message });
  expectSuccess(await models(home, 'remove', 'hawk-bi'));
  expectSuccess(await models(home, 'import', source));
});

it.each([
  ['hawk-tutorial', 'usage', /"hawk-tutorial" ships with the program and stays/],
  [source, 'usage', /is a folder of your own, which stays/],
  ['nothing', 'model-missing', /no model "nothing"/],
  ['..', 'model-incomplete', /is not a model/],
] as const)('models remove %s is refused', async (id, code, message) => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'models'));
  expectFailure(await models(home, 'remove', id), { exit: 2, code, message });
  expect(existsSync(join(source, 'config.json'))).toBe(true);
  expect(existsSync(join(home, 'models'))).toBe(true);
});

it.each(Object.entries({ ...referenceModels, 'hawk-yeast': yeastModel }))(
  '%s computes what its reference says, whole and in chunks',
  async (name, folder) => {
    const home = temporaryFolder();
    const tolerance = ['--tolerance', name.startsWith('caduceus') ? '1e-4' : '1e-3'];
    for (const chunk of [[], ['--chunk', '100']]) {
      const result = await models(home, 'verify', folder, ...tolerance, ...chunk, '--json');
      const { comparisons } = JSON.parse(expectSuccess(result).stdout) as {
        comparisons: { tensor: string; ratio: number; standardDeviation: number }[];
      };
      const tensors = comparisons.map(({ tensor }) => tensor);
      const withLogits = name === 'hawk-yeast' ? [] : ['logits'];
      const withTracks = /tutorial|yeast/.test(name) ? ['tracks'] : [];
      expect(tensors).toEqual([...withLogits, 'last_hidden_state', ...withTracks]);
      for (const { standardDeviation } of comparisons) expect(standardDeviation).toBeGreaterThan(0);
    }
  },
);

it('verify prints a row for each tensor, and how it was computed', async () => {
  const { stdout } = expectSuccess(
    await models(temporaryFolder(), 'verify', source, '--chunk', '150', '--provider', 'cpu'),
  );
  expect(stdout).toMatch(/^\S+ \(cpu, 3 x 150 tokens, scans by .+\)\n/);
  expect(stdout).toMatch(/^tensor +largest difference +standard deviation +ratio$/m);
  expect(stdout).toMatch(/^logits +\S+e-\d +\S+ +\S+e-\d$/m);
});

it('a model that does not compute what its reference says fails with the worst tensor', async () => {
  const folder = copyOf(source);
  const path = join(folder, 'expected.safetensors');
  const reference = Safetensors.open(path);
  const { data_offsets: offsets } = reference.tensors.get('logits')!;
  reference.close();
  const bytes = readFileSync(path);
  const dataStart = 8 + Number(bytes.readBigUInt64LE(0));
  const at = dataStart + offsets[0] + 4 * 21;
  bytes.writeFloatLE(bytes.readFloatLE(at) + 0.5, at);
  writeFileSync(path, bytes);

  const home = temporaryFolder();
  const result = await models(home, 'verify', folder);
  expect(result.stdout).toMatch(/^logits +5\.00e-1/m);
  const message =
    /^logits differs from its reference by 3\.\d\de-1 standard deviations; 0\.001 are/;
  expectFailure({ ...result, stdout: '' }, { exit: 1, code: 'reference-differs', message });
  expectSuccess(await models(home, 'verify', folder, '--tolerance', '0.5'));
  const strict = await models(home, 'verify', source, '--tolerance', '1e-12');
  const allowed = /standard deviations; 1e-12 are allowed/;
  expectFailure(
    { ...strict, stdout: '' },
    { exit: 1, code: 'reference-differs', message: allowed },
  );
});

it('a model as published, without a reference, is said to have none', async () => {
  const folder = join(temporaryFolder(), 'published');
  cpSync(source, folder, { recursive: true });
  rmSync(join(folder, 'expected.safetensors'));
  const message = /has no expected\.safetensors, as published models have none/;
  const result = await models(temporaryFolder(), 'verify', folder);
  expectFailure(result, { exit: 2, code: 'usage', message });
});

it.each([
  ['none.safetensors', 'file-missing', /There is no reference .*none\.safetensors/],
  [
    'model.safetensors',
    'usage',
    /is not a reference: expected tensors input_ids, positions and any of/,
  ],
  ['config.json', 'safetensors-format', /config\.json is not a sound safetensors file: bytes 0-7/],
] as const)('%s is refused as a reference', async (name, code, message) => {
  const reference = ['--reference', join(source, name)];
  const result = await models(temporaryFolder(), 'verify', source, ...reference);
  expectFailure(result, { exit: 2, code, message });
});
