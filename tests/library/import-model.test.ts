import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportProgress } from '../../src-main/contract/index.ts';
import { identifyModel } from '../../src-main/model/index.ts';
import { findLocations } from '../../src-main/home/index.ts';
import { ModelLibrary } from '../../src-main/library/index.ts';
import { readTensors, shardName, writeHubCache, writeSharded } from '../support/published-forms.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { onFileSystem } from '../support/on-file-system.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { floatTensor, writeSafetensors } from '../support/write-safetensors.ts';

const model = join(sharedFolder(), 'model');
writeRandomModel(model, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
writeFileSync(join(model, 'README.md'), '---\ntags:\n- dna\nlicense: apache-2.0\n---\n# Card\n');

const repository = 'org/caduceus-ps_seqlen-131k';
const id = 'caduceus-ps_seqlen-131k';

function libraryIn(userModels: string): ModelLibrary {
  return new ModelLibrary({ ...findLocations(), userModels });
}

it('a model with NaN among its weights is not imported, whatever layer they are of', async () => {
  const poisoned = join(temporaryFolder(), 'poisoned');
  cpSync(model, poisoned, { recursive: true });
  const path = join(poisoned, 'model.safetensors');
  const tensors = readTensors(path);
  const name = 'caduceus.backbone.layers.1.mixer.submodule.mamba_rev.dt_proj.bias';
  const { shape, data } = tensors[name]!;
  const values = new Float32Array(Uint8Array.from(data).buffer);
  values[5] = NaN;
  writeSafetensors(path, { ...tensors, [name]: floatTensor(shape, values) });
  const library = temporaryFolder();
  const attempt = libraryIn(library).import(poisoned);
  await expect(attempt).rejects.toMatchObject({ code: 'model-weights' });
  await expect(attempt).rejects.toThrow(`"${name}", value [5] is NaN (not a number)`);
  expect(readdirSync(library)).toEqual([]);
});

it('weights in several files are copied with their index', async () => {
  const sharded = join(temporaryFolder(), 'sharded');
  writeSharded(model, sharded, 2);
  const library = temporaryFolder();
  const { model: imported } = await libraryIn(library).import(sharded);
  expect(readdirSync(imported.folder).sort()).toEqual([
    'README.md',
    'config.json',
    shardName(0, 2),
    shardName(1, 2),
    'model.safetensors.index.json',
  ]);
  expect(imported.manifest.license).toBe('apache-2.0');
  expect(readdirSync(library)).toEqual(['sharded']);
});

it('a folder named as a file that is worth keeping is left where it is', async () => {
  const folder = join(temporaryFolder(), 'licensed');
  cpSync(model, folder, { recursive: true });
  mkdirSync(join(folder, 'LICENSES'));
  const { model: imported } = await libraryIn(temporaryFolder()).import(folder);
  expect(readdirSync(imported.folder).sort()).toEqual([
    'README.md',
    'config.json',
    'model.safetensors',
  ]);
});

describe("a snapshot in the hub's cache", () => {
  it.each(['as the snapshot', 'as its repository'])(
    '%s is copied as files, under the name of the repository',
    async (way) => {
      const snapshot = writeHubCache(model, temporaryFolder(), { repository, revision: 'abc' });
      const top = dirname(dirname(snapshot));
      const library = libraryIn(temporaryFolder());
      const { model: imported } = await library.import(way === 'as the snapshot' ? snapshot : top);
      expect(imported.manifest).toMatchObject({ id, trainingContext: 131_072 });
      expect(basename(imported.folder)).toBe(id);
      const weights = join(imported.folder, 'model.safetensors');
      expect(lstatSync(weights).isSymbolicLink()).toBe(false);
      expect(readFileSync(weights)).toEqual(readFileSync(join(model, 'model.safetensors')));
      // The cache may go: what was imported stands on its own.
      rmSync(top, { recursive: true });
      expect(library.find(id).model.manifest.id).toBe(id);
      expect((await identifyModel(imported)).hash).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it('is chosen by refs/main where there are several', () => {
    const cache = temporaryFolder();
    writeHubCache(model, cache, { repository, revision: 'old' });
    const snapshot = writeHubCache(model, cache, { repository, revision: 'new', ref: 'main' });
    const { model: planned } = libraryIn(temporaryFolder()).planImport(dirname(dirname(snapshot)));
    expect(planned.folder).toBe(snapshot);
  });

  it('is not guessed: without refs/main all are named', () => {
    const cache = temporaryFolder();
    writeHubCache(model, cache, { repository, revision: 'aaa' });
    const top = dirname(dirname(writeHubCache(model, cache, { repository, revision: 'bbb' })));
    const error = thrownBy(() => libraryIn(temporaryFolder()).planImport(top));
    expect(error).toMatchObject({ code: 'model-incomplete' });
    expect(error.message).toMatch(/no refs\/main to choose a snapshot by; there are aaa, bbb\.$/);
    mkdirSync(join(top, 'refs'));
    writeFileSync(join(top, 'refs/main'), 'ccc\n');
    const gone = thrownBy(() => libraryIn(temporaryFolder()).planImport(top));
    expect(gone.message).toMatch(/refs\/main names the snapshot ccc; there are aaa, bbb\.$/);
  });

  // Without its tokenizer's file a model would be taken for one with other tokens.
  it.each(['config.json', 'model.safetensors', 'tokenizer.json'])(
    'whose %s links to a blob that never came is refused',
    (name) => {
      const whole = join(temporaryFolder(), 'whole');
      cpSync(model, whole, { recursive: true });
      if (name === 'tokenizer.json') {
        const vocab = { A: 7, C: 8, G: 9, T: 10, N: 11, '[MASK]': 3 };
        writeFileSync(join(whole, name), JSON.stringify({ model: { vocab } }));
      }
      const snapshot = writeHubCache(whole, temporaryFolder(), { repository, revision: 'abc' });
      rmSync(join(snapshot, readlinkSync(join(snapshot, name))));
      const error = thrownBy(() => libraryIn(temporaryFolder()).planImport(snapshot));
      expect(error).toMatchObject({ code: 'model-incomplete' });
      expect(error.message).toMatch(/is a link to .*blobs.*, which is not there/);
      expect(error.message).toContain(join(snapshot, name));
    },
  );

  it.each(['model.safetensors', 'config.json'])(
    'whose %s is not what its blob is named after is refused, and nothing is left',
    async (name) => {
      const snapshot = writeHubCache(model, temporaryFolder(), { repository, revision: 'abc' });
      const blob = join(snapshot, readlinkSync(join(snapshot, name)));
      const bytes = readFileSync(blob);
      // A weight's last bit, or a space behind the JSON: both read well.
      if (name === 'config.json') writeFileSync(blob, `${bytes.toString()} `);
      else writeFileSync(blob, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
      const library = temporaryFolder();
      const importing = libraryIn(library).import(snapshot);
      await expect(importing).rejects.toMatchObject({
        code: 'download-damaged',
        message: expect.stringMatching(
          new RegExp(
            `${name}: its bytes hash to [0-9a-f]+; its name in the cache says ${basename(blob)}`,
          ),
        ) as string,
      });
      expect(readdirSync(library)).toEqual([]);
    },
  );
});

it('progress tells of every layer and of every byte', async () => {
  const told: ImportProgress[] = [];
  const library = libraryIn(temporaryFolder());
  const plan = library.planImport(model);
  await library.importPlanned(plan, { onProgress: (progress) => told.push(progress) });
  const checking = told.filter(({ stage }) => stage === 'checking');
  expect(checking).toEqual([1, 2].map((done) => ({ stage: 'checking', done, total: 2 })));
  expect(told.at(-1)).toEqual({ stage: 'copying', done: plan.bytes, total: plan.bytes });
});

it('the plan says what is stored and what reading takes', () => {
  const plan = libraryIn(temporaryFolder()).planImport(model);
  expect(plan.network).toMatchObject({
    stored: ['F32'],
    layers: 2,
    width: 16,
    memoryLength: 131_072,
  });
  expect(plan.files.map(({ name }) => name)).toEqual([
    'README.md',
    'config.json',
    'model.safetensors',
  ]);
  // All tensors but the two tables of complements are numbers.
  const floats = Object.values(readTensors(join(model, 'model.safetensors')))
    .filter(({ dtype }) => dtype === 'F32')
    .reduce((sum, { data }) => sum + data.length / 4, 0);
  expect(plan.network!.parameters).toBe(floats);
  // Four residuals and partials of 16 floats a base are the least of it.
  expect(plan.network!.memoryBytes).toBeGreaterThan(131_072 * 4 * 16 * 4);
});

it.each(['checking', 'copying'] as const)('cancelled while %s, nothing is left', async (stage) => {
  const controller = new AbortController();
  const library = temporaryFolder();
  const importing = libraryIn(library).import(model, {
    signal: controller.signal,
    onProgress: (progress) => {
      if (progress.stage === stage) controller.abort();
    },
  });
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(library)).toEqual([]);
});

it('what killed imports left is removed by the next one, what others write stays', async () => {
  const library = temporaryFolder();
  const leave = (name: string) => cpSync(model, join(library, name), { recursive: true });
  const gone = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
  leave(`.import-${gone}-abc`);
  // A process before this one, in another container perhaps, had our number.
  leave(`.import-${process.pid}-abc`);
  leave(`.import-${process.ppid}-abc`);
  await libraryIn(library).import(model);
  expect(readdirSync(library).sort()).toEqual([`.import-${process.ppid}-abc`, 'model']);
});

/** As though nothing in the folder had changed for some days. */
function age(folder: string): void {
  const before = new Date(Date.now() - 5 * 86_400_000);
  for (const name of ['', ...readdirSync(folder)]) utimesSync(join(folder, name), before, before);
}

it.skipIf(process.platform !== 'linux')(
  'what another machine or container may be writing stays, and what a dead process left goes',
  async () => {
    const library = temporaryFolder();
    let mine = '';
    await libraryIn(library).import(model, {
      onProgress: () => {
        mine = readdirSync(library).find((name) => name.startsWith('.import-')) ?? mine;
      },
    });
    const [, host, boot, space, start] = /^\.import-\d+-(\w+)-(\w+)-(\w+)-(\d+)-/.exec(mine)!;
    const leave = (...whose: string[]) => {
      const name = `.import-${whose.join('-')}-abc`;
      cpSync(model, join(library, name), { recursive: true });
      return name;
    };
    const [pid, other] = [String(process.pid), 'aaaaaaaa'];
    const next = async () => {
      rmSync(join(library, 'model'), { recursive: true });
      await libraryIn(library).import(model);
      return readdirSync(library).sort();
    };
    const earlier = leave(pid, host!, other, space!, start!);
    leave(pid, host!, boot!, space!, '1');
    const container = leave(pid, host!, boot!, other, start!);
    const living = leave(pid, host!, boot!, space!, start!);
    // Of another machine, to which this one shares its disk out.
    const node = leave(pid, other, other, other, start!);
    const idle = leave('7', other, other, other, '1');
    age(join(library, idle));
    onFileSystem({ kind: 'network', name: 'nfs' });
    expect(await next()).toEqual([earlier, container, living, node, idle, 'model'].sort());
    onFileSystem({ kind: 'local', name: 'ext4' });
    expect(await next()).toEqual([container, living, node, 'model'].sort());
  },
);

it('two imports at once in one process both end well', async () => {
  const library = temporaryFolder();
  const other = join(temporaryFolder(), 'other');
  cpSync(model, other, { recursive: true });
  await Promise.all([model, other].map((folder) => libraryIn(library).import(folder)));
  expect(readdirSync(library).sort()).toEqual(['model', 'other']);
});

it('a model whose tensors have wrong shapes is refused before anything is copied', async () => {
  const wrong = join(temporaryFolder(), 'wrong');
  cpSync(model, wrong, { recursive: true });
  const tensors = readTensors(join(wrong, 'model.safetensors'));
  tensors['caduceus.backbone.norm_f.weight'] = floatTensor([17], new Float32Array(17));
  writeSafetensors(join(wrong, 'model.safetensors'), tensors);
  const library = join(temporaryFolder(), 'models');
  await expect(libraryIn(library).import(wrong)).rejects.toMatchObject({
    code: 'model-weights',
    message: expect.stringMatching(/norm_f\.weight" has shape \[17\].* needs \[16\]/) as string,
  });
  expect(existsSync(library)).toBe(false);
});

const disk = mountSmallDisk(1);

it.skipIf(!disk)(
  'a disk without room is refused with both sizes, and nothing is left',
  async () => {
    const large = join(temporaryFolder(), 'large');
    const config = { model_type: 'caduceus', d_model: 128, n_layer: 2 } as const;
    writeRandomModel(large, { seed: 1, config });
    await expect(libraryIn(disk!).import(large)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/^large takes 1\.\d+ MB; .* has 1\.05 MB free\.$/) as string,
    });
    expect(readdirSync(disk!)).toEqual([]);
  },
);

it.skipIf(!disk)('a disk that fills up while copying is told of, and nothing is left', async () => {
  const large = join(temporaryFolder(), 'large');
  writeRandomModel(large, { seed: 1, config: { model_type: 'caduceus', d_model: 96, n_layer: 2 } });
  const filler = join(disk!, 'filler');
  const importing = libraryIn(disk!).import(large, {
    onProgress: ({ stage }) => {
      // Another program takes the room that there was a moment ago.
      if (stage === 'copying') writeFileSync(filler, new Uint8Array(500_000));
    },
  });
  await expect(importing).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringMatching(/^No space left to write .*model\.safetensors/) as string,
  });
  expect(readdirSync(disk!)).toEqual(['filler']);
});
