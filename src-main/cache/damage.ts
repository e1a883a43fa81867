import { existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { MegabaseError, systemCode } from '../contract/index.ts';

/** What the cache holds cannot be: a tile that does not decompress, a row that contradicts itself. */
export class Damage extends Error {
  override readonly name = 'Damage';
}

/**
 * True where the file's content is at fault. A file that is locked, full, not writable or on a
 * failing disk is not damaged: its content is still the best there is.
 */
export function isDamage(error: unknown): error is Error {
  if (error instanceof Damage) return true;
  const code = systemCode(error) ?? '';
  return (
    code === 'SQLITE_NOTADB' ||
    code === 'SQLITE_CORRUPT' ||
    code.startsWith('SQLITE_CORRUPT_') ||
    code === 'SQLITE_IOERR_SHORT_READ' ||
    code === 'SQLITE_IOERR_CORRUPTFS' ||
    // Nothing that is stored is nearly so large: the length itself is damaged.
    code === 'SQLITE_TOOBIG'
  );
}

/**
 * The damage behind `error`, if there is any. A damaged length can ask for more memory than there is;
 * whether that or the machine is to blame, the file's own check tells.
 */
export function damageBehind(error: unknown, db: Database): Error | undefined {
  if (isDamage(error)) return error;
  if (systemCode(error) !== 'SQLITE_NOMEM') return undefined;
  const answer = String(db.pragma('quick_check(1)', { simple: true }));
  return answer === 'ok' ? undefined : new Damage(answer, { cause: error });
}

/**
 * Renames a damaged cache, closed before (Windows does not rename an open file), and its side files.
 * Nothing is deleted. To be called under the folder's lock.
 *
 * @returns the error to throw; its message names both files
 */
export function setAside(path: string, damage: Error): MegabaseError {
  const target = freeName(path);
  try {
    // The database last: if this is interrupted, what is left is the damaged file, to be found again.
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
    }
  } catch (error) {
    return damagedError(
      `The cache ${path} is damaged (${damage.message}), and it could not be renamed to ${target} ` +
        `(${String(error)}): another program may have it open.`,
      damage,
    );
  }
  return damagedError(
    `The cache ${path} is damaged (${damage.message}). It is now ${target}.`,
    damage,
  );
}

/** The error where another process, or another window, has renamed the damaged file already. */
export function alreadyAside(path: string, damage: Error): MegabaseError {
  return damagedError(
    `The cache ${path} was damaged (${damage.message}) and was set aside by another process; ` +
      `the damaged file is in ${dirname(path)}.`,
    damage,
  );
}

function damagedError(message: string, cause: Error): MegabaseError {
  return new MegabaseError('cache-damaged', message, { cause });
}

/** `predictions.damaged-<UTC time>.sqlite` beside `path`, or with a number where that exists. */
function freeName(path: string): string {
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '');
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : `-${n}`;
    const name = join(dirname(path), `predictions.damaged-${time}${suffix}.sqlite`);
    if (!existsSync(name)) return name;
  }
}
