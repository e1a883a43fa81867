import Database from 'better-sqlite3';
import { systemCode } from '../../contract/index.ts';

/** A lock that the system lets go of when this process ends, however that is. */
export interface HeldLock {
  release(): void;
}

/**
 * Takes the lock that the file `path` stands for, which is made where it is not: SQLite's own on an empty
 * database, for Node has none. It holds against every process of this machine, in any container, and against
 * other connections of this process.
 *
 * @param wait for how long another holder is waited for, ms
 * @returns undefined where another holds it still
 */
export function takeLock(path: string, wait = 0): HeldLock | undefined {
  const db = new Database(path, { timeout: wait });
  try {
    // Nothing is written, but a journal on disk would want room there.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (wait === 0 && systemCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { release: () => void db.close() };
}
