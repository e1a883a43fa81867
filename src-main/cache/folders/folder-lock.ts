import { join } from 'node:path';
import { defined } from '../../contract/index.ts';
import { cacheError } from '../cache-error.ts';
import { takeLock, type HeldLock } from './held-lock.ts';

/** How long to wait for another process before giving up, in milliseconds. */
export const patience = 60_000;

/**
 * Runs `action` while no other process opens the folder's cache, sets it aside, or claims a pass of it.
 *
 * Without it, a process that opens the cache between the renames of the database, its `-wal` and its
 * `-shm` could pair the files of two databases.
 *
 * Not reentrant: a second call from within `action` waits for itself.
 *
 * Errors: those of `action` as they are, and of the lock as `cacheError` has them.
 */
export function withFolderLock<T>(folder: string, action: () => T): T {
  const lock = take(folder);
  try {
    return action();
  } finally {
    lock.release();
  }
}

function take(folder: string): HeldLock {
  try {
    return defined(takeLock(join(folder, 'predictions.lock'), patience));
  } catch (error) {
    throw cacheError(error, folder);
  }
}
