import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findLocations } from '../../src-main/home/index.ts';
import { ModelLibrary } from '../../src-main/library/index.ts';
import { convGraph, writeConvFolder } from '../support/tiled-conv.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a folder that the system will not read as a model is told of and hides no other', () => {
  const userModels = temporaryFolder();
  mkdirSync(join(userModels, 'odd', 'config.json'), { recursive: true });
  const library = new ModelLibrary({ ...findLocations(), userModels });
  expect(library.list().map(({ model }) => model.manifest.id)).toContain('hawk-tutorial');
  expect(library.broken()).toMatchObject([{ id: 'odd', origin: 'imported' }]);
});

it('a model of several graphs, none of them called model.onnx, is listed once it is imported', async () => {
  const [folder, userModels] = [join(temporaryFolder(), 'folds'), temporaryFolder()];
  const tile = { length: 48, centre: 16 };
  const members = ['fold-1.onnx', 'fold-2.onnx'];
  const graph = () => convGraph({ seed: 1, hidden: 3, channels: 1, width: 17 }, tile);
  writeConvFolder(folder, Object.fromEntries(members.map((member) => [member, graph()])), {
    ...{ members, tiling: tile },
    input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
    outputs: [
      {
        ...{ kind: 'tracks', name: 'out', layout: '[1,tracks,bins]', bin: 1, activation: 'none' },
        tracks: [{ id: 'up', label: 'Up', unit: 'x', color: '#000000' }],
      },
    ],
  });
  const library = new ModelLibrary({ ...findLocations(), userModels });
  const { model } = await library.import(folder);
  expect(library.find(model.manifest.id)).toMatchObject({ origin: 'imported' });
});
