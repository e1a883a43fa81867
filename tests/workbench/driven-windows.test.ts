import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WindowAnswer } from '../../src-main/contract/index.ts';
import { DrivenWindows } from '../../src-main/workbench/driven-windows.ts';
import { createWorkbench } from '../../src-main/workbench/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn } from './open-workbench.ts';

const by = 'a test';
const goto = (locus: string) => ({ kind: 'goto', locus }) as const;
const window = 'window-1';
const page = { window, name: 'study' };
const done = (result: unknown): WindowAnswer => ({ kind: 'done', result });

function allowed() {
  const switched = { on: true };
  return { switched, windows: new DrivenWindows(() => switched.on) };
}

describe('windows that other programs drive', () => {
  it('does what is asked, one command after the other, and gives each its own answer', async () => {
    const { windows } = allowed();
    const taking = windows.next(page);
    expect(windows.list).toEqual([{ id: window, name: 'study' }]);
    const asked = [1, 2, 3].map((n) => windows.ask({ by, command: goto(`chr${n}`) }));
    const seen: string[] = [];
    for (let one = await taking; one; one = await windows.next(page)) {
      const { id, command } = one;
      seen.push(command.kind === 'goto' ? command.locus : '');
      windows.answer({ window, id, answer: done(id) });
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['chr1', 'chr2', 'chr3']);
    expect(await Promise.all(asked)).toEqual([1, 2, 3]);
  });

  it('rejects with what went wrong in the window', async () => {
    const { windows } = allowed();
    const taking = windows.next(page);
    const asked = windows.ask({ by, command: goto('x') });
    const { id } = (await taking)!;
    const answer = {
      kind: 'failed',
      code: 'contig-unknown',
      message: 'No x.',
      advice: '',
    } as const;
    windows.answer({ window, id, answer });
    await expect(asked).rejects.toMatchObject({ code: 'contig-unknown', message: 'No x.' });
  });

  it('takes no answer of another window, nor one that was given before', async () => {
    const { windows } = allowed();
    const taking = windows.next(page);
    const asked = windows.ask({ by, command: goto('x') });
    const { id } = (await taking)!;
    windows.answer({ window: 'another', id, answer: done('theirs') });
    windows.answer({ window, id: id + 1, answer: done('another') });
    windows.answer({ window, id, answer: done('own') });
    windows.answer({ window, id, answer: done('twice') });
    expect(await asked).toBe('own');
  });

  it('refuses everything while it is not allowed, and ends at once what waits when it is switched off', async () => {
    const { windows, switched } = allowed();
    const waiting = windows.next(page);
    const doing = windows.ask({ by, command: goto('1') });
    const queued = windows.ask({ by, command: goto('2') });
    await waiting;
    switched.on = false;
    windows.end();
    await expect(doing).rejects.toMatchObject({ code: 'window-off' });
    await expect(queued).rejects.toMatchObject({ code: 'window-off' });
    await expect(windows.ask({ by, command: goto('3') })).rejects.toMatchObject({
      code: 'window-off',
    });
    expect(() => windows.list).toThrow(/may not be driven/);
    expect(await windows.next(page)).toBeUndefined();
  });

  it('ends the wait of a page when it is switched off', async () => {
    const { windows } = allowed();
    const waiting = windows.next(page);
    windows.end();
    expect(await waiting).toBeUndefined();
  });

  it('knows no window that is gone, and asks which is meant of two', async () => {
    const { windows } = allowed();
    const leaving = new AbortController();
    void windows.next(page, leaving.signal);
    void windows.next({ window: 'window-2', name: '' });
    await expect(windows.ask({ by, command: goto('x') })).rejects.toMatchObject({
      code: 'window-unknown',
      message: '2 windows are open: window-1 (study), window-2 (start page).',
    });
    leaving.abort();
    expect(windows.list).toEqual([{ id: 'window-2', name: '' }]);
    const stopped = new AbortController();
    const asked = windows.ask({ by, command: goto('x'), window }, stopped.signal);
    stopped.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('gives up a command that its caller stops, before or while it is done', async () => {
    const { windows } = allowed();
    const stopped = new AbortController();
    const taking = windows.next(page);
    const first = windows.ask({ by, command: goto('1') }, stopped.signal);
    const second = windows.ask({ by, command: goto('2') }, stopped.signal);
    const { id } = (await taking)!;
    stopped.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    windows.answer({ window, id, answer: done(1) });
    // Nothing of it is left for the next one to wait for.
    const next = windows.next(page);
    const third = windows.ask({ by, command: goto('3') });
    expect((await next)!.command).toEqual(goto('3'));
    windows.end();
    await expect(third).rejects.toMatchObject({ code: 'window-off' });
  });

  it('does nothing for a caller who has gone before it began', async () => {
    const { windows } = allowed();
    const taking = windows.next(page);
    const asked = windows.ask({ by, command: goto('1') }, AbortSignal.abort());
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    windows.end();
    expect(await taking).toBeUndefined();
  });

  it('has only so many commands wait for a window', async () => {
    const { windows } = allowed();
    const taking = windows.next(page);
    const all = Array.from({ length: 60 }, () => windows.ask({ by, command: goto('x') }));
    const settled = Promise.allSettled(all);
    await taking;
    windows.end();
    const full = (await settled).filter((one) => {
      return one.status === 'rejected' && (one.reason as { code: string }).code === 'calls-full';
    });
    expect(full.length).toBeGreaterThan(20);
  });
});

it('is off by default, and kept in the settings', async () => {
  const locations = locationsIn(temporaryFolder());
  const files = { register: (path: string) => ({ name: path, url: '' }) };
  const service = createWorkbench({ locations, files });
  const { workbench } = service;
  expect(await workbench.nextWindowCommand(page)).toBeUndefined();
  expect(() => service.windows.list).toThrow(/may not be driven/);
  const { settings } = await workbench.preferences();
  expect(settings.drivable).toBeUndefined();
  await workbench.changeSettings({ ...settings, drivable: true });
  const waiting = workbench.nextWindowCommand(page);
  expect(service.windows.list).toEqual([{ id: window, name: 'study' }]);
  await workbench.changeSettings({ ...settings, drivable: false });
  expect(await waiting).toBeUndefined();
  expect(JSON.parse(readFileSync(locations.settings, 'utf8'))).toMatchObject({ drivable: false });
  await service.close();
});
