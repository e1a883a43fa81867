import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src-main/contract/index.ts';
import { JobSigns } from '../../src-main/electron/job-signs.ts';
import { LogFile } from '../../src-main/electron/log-file.ts';
import { menuTemplate } from '../../src-main/electron/menu.ts';
import { moveProfile } from '../../src-main/electron/move-profile.ts';
import { splitByWindow } from '../../src-main/electron/opened-files.ts';
import { usePlaces } from '../../src-main/electron/places.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the log', () => {
  it('is laid aside when it is full, and three of those are kept', () => {
    const folder = join(temporaryFolder(), 'logs');
    const log = new LogFile(join(folder, 'megabase.log'), 200);
    for (let n = 0; n < 40; n++) log.write(`entry ${n} ${'x'.repeat(60)}`);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['', '.1', '.2', '.3'].map((end) => `megabase.log${end}`));
    const read = (end: string) => readFileSync(join(folder, `megabase.log${end}`), 'utf8');
    expect(read('')).toContain('entry 39 ');
    const numbers = ['.3', '.2', '.1', ''].flatMap((end) =>
      [...read(end).matchAll(/entry (\d+) /g)].map(([, number]) => Number(number)),
    );
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('holds one entry a line, with what is longer indented, and stops nothing', () => {
    const folder = temporaryFolder();
    const log = new LogFile(join(folder, 'megabase.log'));
    log.error('It failed', new Error('two\nlines'));
    const lines = readFileSync(log.path, 'utf8').trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z It failed: Error: two$/);
    expect(lines.slice(1).every((line) => line.startsWith('    '))).toBe(true);
    writeFileSync(join(folder, 'file'), '');
    expect(() => new LogFile(join(folder, 'file', 'megabase.log')).write('x')).not.toThrow();
  });
});

describe('the signs of jobs', () => {
  function watch(isSeen = false) {
    const told: unknown[] = [];
    let time = 0;
    const signs = new JobSigns({
      showProgress: (fraction) => told.push(fraction ?? 'none'),
      keepAwake: (awake) => told.push(awake ? 'awake' : 'may sleep'),
      notify: (title, body) => told.push(`${title}: ${body}`),
      isSeen: () => isSeen,
      now: () => time,
    });
    const job = (change: Partial<Job>, after = 0) => {
      time += after;
      const one: Job = {
        ...{ id: 'a', kind: 'predict', title: 'chr1 with Hawk', state: 'running', notes: [] },
        ...change,
      };
      signs.onEvent({ kind: 'job', job: one });
      return told.splice(0);
    };
    return { signs, job };
  }

  it('show the share of the one that runs, and stop when nothing does', () => {
    const { signs, job } = watch();
    expect(job({ state: 'queued' })).toEqual([]);
    expect(job({})).toEqual(['awake', 'unknown']);
    expect(job({ fraction: 0.25 })).toEqual([0.25]);
    expect(job({ id: 'b', fraction: 0.5 })).toEqual([0.25]);
    expect(signs.running.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(job({ state: 'cancelled' })).toEqual([0.5]);
    expect(job({ id: 'b', state: 'done' })).toEqual(['may sleep', 'none']);
    expect(job({ id: 'b', state: 'done' })).toEqual([]);
  });

  it('tell of the end of a long job to who looks elsewhere, and of no other', () => {
    const { job } = watch();
    job({});
    expect(job({ state: 'done', result: 'Wrote it.' }, 30_000)).toEqual([
      ...['may sleep', 'Done: chr1 with Hawk: Wrote it.', 'none'],
    ]);
    job({});
    const error = { code: 'x', message: 'No room.', advice: '' };
    expect(job({ state: 'failed', error }, 30_000)).toContain(
      'A job failed: chr1 with Hawk: No room.',
    );
    job({});
    expect(job({ state: 'done' }, 1000)).toEqual(['may sleep', 'none']);
    const seen = watch(true);
    seen.job({});
    expect(seen.job({ state: 'done' }, 60_000)).toEqual(['may sleep', 'none']);
  });
});

it('each project or genome among files has a window, the rest goes with the first', () => {
  const [a, b] = ['/d/a.megabase', '/d/old.megabase.json'];
  expect(splitByWindow([])).toEqual([]);
  expect(splitByWindow(['x.bam', 'y.vcf'])).toEqual([['x.bam', 'y.vcf']]);
  expect(splitByWindow(['x.bam', a, 'g.fa.gz', b])).toEqual([[a, 'x.bam'], ['g.fa.gz'], [b]]);
});

describe('the menu', () => {
  const parts = (platform: string, recent: string[] = []) => {
    const nothing = () => undefined;
    return menuTemplate({
      ...{ platform, send: nothing, newWindow: nothing, openGenome: nothing },
      ...{ openProject: nothing, openRecent: nothing, showLog: nothing },
      recent: recent.map((name) => ({ name, path: `/p/${name}.megabase` })),
    });
  };
  const labels = (items: unknown): string[] =>
    (items as { label?: string; role?: string }[]).map(({ label, role }) => label ?? role ?? '-');
  const within = (template: ReturnType<typeof parts>, name: string) =>
    labels(template.find(({ label }) => label === name)?.submenu);

  it('is where each system has it: preferences, about and quit are the application menu on macOS', () => {
    const mac = parts('darwin');
    expect(labels(mac)[0]).toBe('Megabase');
    const own = within(mac, 'Megabase');
    expect(own).toEqual(expect.arrayContaining(['&About Megabase', '&Preferences...', 'quit']));
    expect(within(mac, '&File')).not.toContain('&Preferences...');
    const other = parts('win32');
    expect(labels(other)[0]).toBe('&File');
    expect(within(other, '&File')).toEqual(expect.arrayContaining(['&Preferences...', '&Quit']));
    expect(within(other, '&Help')).toContain('&About Megabase');
  });

  it('no key is given twice', () => {
    for (const platform of ['darwin', 'linux', 'win32']) {
      const all = parts(platform).flatMap(
        ({ submenu = [] }) => submenu as { accelerator?: string }[],
      );
      const keys = all.flatMap((item) => item.accelerator ?? []);
      expect(keys.length).toBeGreaterThan(4);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('lists ten recent projects by their names, whatever is in them', () => {
    const names = ['R&D', ...Array.from({ length: 12 }, (_, n) => `p${n}`)];
    const file = parts('linux', names).find(({ label }) => label === '&File')?.submenu;
    const recent = (file as { label?: string; enabled?: boolean; submenu?: unknown }[]).find(
      ({ label }) => label === 'Open &Recent',
    );
    expect(labels(recent?.submenu)).toEqual(['R&&D', ...names.slice(1, 10)]);
    const none = (parts('linux')[0]?.submenu as { label?: string; enabled?: boolean }[]).find(
      ({ label }) => label === 'Open &Recent',
    );
    expect(none?.enabled).toBe(false);
  });
});

it('with a home of its own the application leaves the ordinary profile where it is', () => {
  const [home, old] = [temporaryFolder(), temporaryFolder()];
  const set: Record<string, string> = {};
  const app = {
    getPath: () => old,
    setPath: (name: string, path: string) => void (set[name] = path),
  };
  for (const name of ['window.json', 'Cookies']) writeFileSync(join(old, name), 'old');
  const locations = { window: join(home, 'window'), logs: join(home, 'logs') };
  usePlaces(app, locations, { isUsual: false });
  expect(readdirSync(old).sort()).toEqual(['Cookies', 'window.json']);
  expect(set['userData']).toBe(locations.window);
  usePlaces(app, locations, { isUsual: true });
  expect(readdirSync(old)).toEqual([]);
  expect(readFileSync(join(locations.window, 'page/Cookies'), 'utf8')).toBe('old');
});

it('a profile that may be in use, and what is at its new place, is left alone', () => {
  const [old, window] = [temporaryFolder(), join(temporaryFolder(), 'window')];
  const page = join(window, 'page');
  mkdirSync(page, { recursive: true });
  for (const name of ['Cookies', 'Preferences', 'settings.json']) {
    writeFileSync(join(old, name), 'old');
  }
  // As Chromium makes it, where the system has links.
  const lock = join(old, 'SingletonLock');
  if (process.platform === 'win32') writeFileSync(lock, '');
  else symlinkSync('host-4711', lock);
  writeFileSync(join(page, 'Preferences'), 'new');
  moveProfile([old, window], { window, page });
  expect(readdirSync(old)).toHaveLength(4);
  expect(existsSync(join(page, 'Cookies'))).toBe(false);
  const [other, free] = [temporaryFolder(), old];
  mkdirSync(other, { recursive: true });
  for (const name of ['Cookies', 'Preferences', 'settings.json']) {
    writeFileSync(join(other, name), 'old');
  }
  moveProfile([other, window], { window, page });
  expect(readdirSync(other).sort()).toEqual(['Preferences', 'settings.json']);
  expect(readFileSync(join(page, 'Preferences'), 'utf8')).toBe('new');
  expect(readFileSync(join(page, 'Cookies'), 'utf8')).toBe('old');
  expect(readdirSync(free)).toHaveLength(4);
});
