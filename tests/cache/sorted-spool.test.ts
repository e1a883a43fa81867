import { readdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, expect, it, vi } from 'vitest';
import { SortedSpool } from '../../src-main/cache/index.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { thrownBy } from './support.ts';

const folder = sharedFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

it('gives items by their keys, those of one key in the order in which they came', () => {
  const random = new Random(31);
  const spool = new SortedSpool<{ first: number; second: number; i: number; value: number }>();
  const items = Array.from({ length: 5000 }, (_, i) => {
    const [first, second] = [random.below(20) - 5, random.below(50)];
    return { first, second, i, value: i % 7 === 0 ? NaN : random.normal() };
  });
  for (const item of items) spool.add([item.first, item.second], item);
  const wanted = [...items].sort((a, b) => a.first - b.first || a.second - b.second || a.i - b.i);
  expect(spool.count).toBe(items.length);
  expect([...spool.drain()]).toEqual(wanted);
  spool.close();
});

it('leaves no file behind, not even while it holds more than the memory is given', () => {
  vi.stubEnv('SQLITE_TMPDIR', folder);
  const spool = new SortedSpool<Buffer>();
  // SQLite holds 16 MB.
  for (let i = 0; i < 40; i++) spool.add([-i, 0], Buffer.alloc(1 << 20, i));
  const drained = spool.drain();
  expect(Buffer.from(drained.next().value)[0]).toBe(39);
  // On Windows the system removes it when it is closed.
  if (process.platform !== 'win32') expect(readdirSync(folder)).toEqual([]);
  drained.return(undefined);
  spool.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('a full disk is told as such', () => {
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  const prepare = vi.spyOn(Database.prototype, 'prepare').mockReturnValue({
    run: () => {
      throw full;
    },
  } as never);
  const spool = new SortedSpool<number>();
  prepare.mockRestore();
  expect(thrownBy(() => spool.add([0, 0], 1))).toMatchObject({ code: 'disk-full', cause: full });
  spool.close();
});
