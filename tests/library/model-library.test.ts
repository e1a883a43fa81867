import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findLocations } from '../../src-main/home/index.ts';
import { ModelLibrary } from '../../src-main/library/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a folder that the system will not read as a model is told of and hides no other', () => {
  const userModels = temporaryFolder();
  mkdirSync(join(userModels, 'odd', 'config.json'), { recursive: true });
  const library = new ModelLibrary({ ...findLocations(), userModels });
  expect(library.list().map(({ model }) => model.manifest.id)).toContain('hawk-tutorial');
  expect(library.broken()).toMatchObject([{ id: 'odd', origin: 'imported' }]);
});
