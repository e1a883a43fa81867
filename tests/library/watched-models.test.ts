import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { findLocations } from '../../src-main/home/index.ts';
import { ModelLibrary } from '../../src-main/library/index.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { addHead } from '../support/head-places.ts';
import { referenceModels, root } from '../support/paths.ts';
import { tracksHead } from '../support/random-head.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function openLibrary() {
  const [userModels, userHeads] = [temporaryFolder(), temporaryFolder()];
  const library = new ModelLibrary({ ...findLocations(), userModels, userHeads });
  onTestFinished(() => library.close());
  return { library, userModels, userHeads };
}

/** Runs code of Node's file system in a process of its own. */
function elsewhere(code: string, ...args: string[]): void {
  const script = `const fs = require('node:fs'); const args = process.argv.slice(1); ${code}`;
  execFileSync(process.execPath, ['-e', script, '--', ...args]);
}

it('what another process imports, changes, breaks and removes is noticed while the library is open', async () => {
  const { library, userModels } = openLibrary();
  const folder = join(userModels, 'mine');
  const ids = () =>
    library.list().flatMap(({ model, origin }) => {
      return origin === 'imported' ? [`${model.manifest.id} ${model.manifest.version}`] : [];
    });
  const source = join(temporaryFolder(), 'mine');
  writeRandomModel(source, { seed: 1, config: { model_type: 'mamba' } });
  expect(ids()).toEqual([]);

  elsewhere('fs.cpSync(args[0], args[1], { recursive: true })', source, folder);
  await expect.poll(ids).toEqual(['mine as downloaded']);

  const manifest = { formatVersion: 1, id: 'mine', name: 'Mine', version: '2', family: 'mamba' };
  const text = JSON.stringify({ ...manifest, license: 'CC0-1.0', outputs: [{ kind: 'lm' }] });
  elsewhere('fs.writeFileSync(args[0], args[1])', join(folder, 'manifest.json'), text);
  await expect.poll(ids).toEqual(['mine 2']);

  elsewhere('fs.writeFileSync(args[0], "{")', join(folder, 'manifest.json'));
  await expect.poll(ids).toEqual([]);
  expect(library.broken()).toMatchObject([{ id: 'mine', origin: 'imported' }]);

  elsewhere('fs.rmSync(args[0], { recursive: true })', folder);
  await expect.poll(() => library.broken()).toEqual([]);
});

it('a name that is not known is looked for on the disk before it is refused', () => {
  const { library, userModels } = openLibrary();
  library.list();
  writeRandomModel(join(userModels, 'new'), { seed: 1, config: { model_type: 'mamba' } });
  expect(library.find('new').origin).toBe('imported');
  expect(() => library.find('gone')).toThrow('no model "gone"');
});

it('models with heads come from memory until a head or its model changes', async () => {
  const { library, userHeads } = openLibrary();
  const hawk = referenceModels['hawk-tutorial'];
  await addHead(userHeads, hawk, { id: 'peaks', outputs: [tracksHead(['a'], 8)] });
  const name = 'hawk-tutorial+peaks';
  const { model } = library.find(name);
  expect(library.find(name).model).toBe(model);
  expect(library.withHeads().map((one) => one.model)).toEqual([model]);

  const path = join(userHeads, 'peaks', 'head.json');
  const json = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...json, version: '7.7' }));
  await expect.poll(() => library.find(name).model.manifest.version).toContain('7.7');
  library.remove(name);
  expect(library.withHeads()).toEqual([]);
});

it('a model that is imported or removed here is known at once, in every library of the process', async () => {
  const { library, userModels, userHeads } = openLibrary();
  const other = new ModelLibrary({ ...findLocations(), userModels, userHeads });
  onTestFinished(() => other.close());
  const source = join(temporaryFolder(), 'mine');
  writeRandomModel(source, { seed: 1, config: { model_type: 'mamba' } });
  const ids = () => other.list().map(({ model }) => model.manifest.id);
  expect(ids()).not.toContain('mine');
  const { model } = await library.import(source);
  expect(ids()).toContain('mine');
  expect(await identifyModel(model)).toEqual(await identifyModel(readModelPackage(source)));
  library.remove('mine');
  expect(ids()).not.toContain('mine');
});

it('an open library keeps no process alive', async () => {
  const from = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href);
  const script = `
    import { findLocations } from ${from('src-main/home/index.ts')};
    import { ModelLibrary } from ${from('src-main/library/index.ts')};
    console.log(new ModelLibrary(findLocations()).list().length > 0);
  `;
  const run = promisify(execFile);
  const args = ['--input-type=module', '--no-warnings', '-e', script];
  const { stdout } = await run(process.execPath, args, { timeout: 30_000 });
  expect(stdout).toBe('true\n');
});
