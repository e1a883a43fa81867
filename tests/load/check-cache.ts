import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * Error: SQLite finds the cache in `folder` damaged, or the program has set it aside as such. One that
 * is not there yet is sound.
 */
export function expectSoundCache(folder: string): void {
  const path = join(folder, 'predictions.sqlite');
  if (!existsSync(path)) return;
  const aside = readdirSync(folder).find((name) => name.includes('damaged'));
  if (aside !== undefined) throw new Error(`${aside} was set aside`);
  const db = new Database(path);
  try {
    const found = db.pragma('integrity_check', { simple: true });
    if (found !== 'ok') throw new Error(`integrity_check: ${String(found)}`);
    if ((db.pragma('foreign_key_check') as unknown[]).length > 0) throw new Error('foreign keys');
  } finally {
    db.close();
  }
}
