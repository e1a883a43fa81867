import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepWindowPort } from '../../src-main/cli/driving/index.ts';
import { PathBounds } from '../../src-main/transport/index.ts';
import { createWorkbench } from '../../src-main/workbench/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn } from '../workbench/open-workbench.ts';

const listening = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;

it('leaves no port open where nobody could find it, and says so', async () => {
  const folder = temporaryFolder();
  const taken = join(folder, 'a file');
  writeFileSync(taken, '');
  const files = { register: (path: string) => ({ name: path, url: '' }) };
  const service = createWorkbench({ locations: locationsIn(folder), files });
  const { settings } = await service.workbench.preferences();
  await service.workbench.changeSettings({ ...settings, drivable: true });
  const before = listening();
  const { promise: reported, resolve } = Promise.withResolvers<unknown>();
  const driving = keepWindowPort({
    ...{ service, locations: { drivenWindows: join(taken, 'windows') }, report: resolve },
    ...{ bounds: new PathBounds({ roots: [folder] }), advise: () => '' },
  });
  expect(await reported).toMatchObject({ code: 'ENOTDIR' });
  await expect.poll(listening).toBe(before);
  await driving.close();
  await service.close();
});
