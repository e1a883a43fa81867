import { join } from 'node:path';
import Database from 'better-sqlite3';

/** How long to wait for another process before giving up, in milliseconds. */
export const patience = 60_000;

/**
 * Runs `action` while no other process opens the folder's cache or sets it aside.
 *
 * Without it, a process that opens the cache between the renames of the database, its `-wal` and its
 * `-shm` could pair the files of two databases. The lock is SQLite's own on an empty file, because
 * that one the system lets go of when a process is killed, on every platform.
 *
 * Not reentrant: a second call from within `action` waits for itself.
 */
export function withFolderLock<T>(folder: string, action: () => T): T {
  const lock = new Database(join(folder, 'predictions.lock'), { timeout: patience });
  try {
    // Nothing is written, but a journal on disk would want room there.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return action();
  } finally {
    lock.close();
  }
}
