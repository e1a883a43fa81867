import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { keepWindowPort } from '../../src-main/cli/driving/index.ts';
import { readPortFiles } from '../../src-main/cli/driving/port-files.ts';
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

it('refuses a figure whose name tells no format of one, or that lies elsewhere, before a window is asked', async () => {
  const folder = temporaryFolder();
  const locations = { drivenWindows: join(folder, 'windows') };
  const files = { register: (path: string) => ({ name: path, url: '' }) };
  const service = createWorkbench({ locations: locationsIn(folder), files });
  const { settings } = await service.workbench.preferences();
  await service.workbench.changeSettings({ ...settings, drivable: true });
  const asked = vi.spyOn(service.windows, 'ask').mockResolvedValue('drawn');
  const driving = keepWindowPort({
    ...{ service, locations, report: () => undefined },
    ...{ bounds: new PathBounds({ roots: [folder] }), advise: () => '' },
  });
  await expect.poll(() => readPortFiles(locations.drivenWindows)).toHaveLength(1);
  const [{ port, token } = { port: 0, token: '' }] = readPortFiles(locations.drivenWindows);
  const ask = async (out: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/windows`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ command: { kind: 'figure', out }, by: 'a test' }),
    });
    return response.json();
  };
  for (const [out, code] of [
    [join(folder, 'view.gif'), 'output-format'],
    [join(folder, 'view'), 'output-format'],
    [join(folder, '..', 'view.svg'), 'path-outside'],
  ] as const) {
    expect(await ask(out), out).toMatchObject({ error: { code } });
  }
  expect(asked).not.toHaveBeenCalled();
  expect(await ask(join(folder, 'view.SVG'))).toEqual({ result: 'drawn' });
  await driving.close();
  await service.close();
});
