import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { askWindow } from '../../src-main/cli/driving/index.ts';
import { buildOnce } from './build-once.ts';
import { startProgram } from './program.ts';

beforeAll(buildOnce);

const { signal } = new AbortController();

it('other programs drive the window of the application as long as it is allowed', async () => {
  const program = await startProgram();
  const drivenWindows = join(program.home, 'megabase/driven-windows');
  const ask = (path: string) =>
    askWindow({ drivenWindows }, { command: { kind: 'open', path }, by: 'a test' }, signal);
  await expect(ask('/x/a.fa')).rejects.toMatchObject({ code: 'window-off' });
  const workbench = program.workbench();
  const { settings } = await workbench.preferences();
  await workbench.changeSettings({ ...settings, drivable: true });
  await expect.poll(() => existsSync(drivenWindows) && readdirSync(drivenWindows).length).toBe(1);

  // The page that stands in for the window's own.
  const page = { window: 'window-1', name: 'study' };
  const taking = workbench.nextWindowCommand(page);
  const path = join(program.home, 'a.fa');
  const asked = ask(path);
  const { id, by, command } = (await taking)!;
  expect({ by, command }).toEqual({ by: 'a test', command: { kind: 'open', path } });
  const answer = { kind: 'done', result: { opened: true } } as const;
  await workbench.answerWindowCommand({ window: page.window, id, answer });
  expect(await asked).toEqual({ opened: true });

  const waiting = workbench.nextWindowCommand(page);
  // A page that was wrongly asked would be told of it: hidden folders and those of the system are not.
  await expect(ask('/etc/passwd')).rejects.toMatchObject({ code: 'path-outside' });
  await expect(ask(join(program.home, '.ssh/id'))).rejects.toMatchObject({ code: 'path-outside' });
  await workbench.changeSettings({ ...settings, drivable: false });
  expect(await waiting).toBeUndefined();
  await expect(ask(path)).rejects.toMatchObject({ code: 'window-off' });
  await expect.poll(() => readdirSync(drivenWindows)).toEqual([]);
});
