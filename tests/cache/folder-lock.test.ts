import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { withFolderLock } from '../../src-main/cache/folders/folder-lock.ts';
import { makeFolder, thrownBy } from './support.ts';

function isHeld(folder: string): boolean {
  const other = new Database(join(folder, 'predictions.lock'), { timeout: 0 });
  try {
    other.exec('BEGIN EXCLUSIVE');
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'SQLITE_BUSY' });
    return true;
  } finally {
    other.close();
  }
}

it('is held for as long as the action runs, and writes nothing', () => {
  const folder = makeFolder();
  expect(withFolderLock(folder, () => isHeld(folder))).toBe(true);
  expect(isHeld(folder)).toBe(false);
  expect(statSync(join(folder, 'predictions.lock')).size).toBe(0);
});

it('is let go when the action throws', () => {
  const folder = makeFolder();
  const error = new Error('no');
  const fail = () => {
    throw error;
  };
  expect(thrownBy(() => withFolderLock(folder, fail))).toBe(error);
  expect(isHeld(folder)).toBe(false);
});
