import { MegabaseError, systemCode, type ErrorCode } from '../contract/index.ts';
import { isDamage } from './damage.ts';

/** What SQLite's and the system's error codes mean for the cache; the first that matches counts. */
const meanings: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [
    /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/,
    'disk-full',
    'has no room left on its disk, and is as it was',
  ],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'cache-busy', 'is held by another process'],
  [/^SQLITE_NOMEM$/, 'memory-short', 'was given too little memory'],
  [/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH|IOERR)/, 'output-unwritable', 'cannot be used'],
  [/^E[A-Z]+$/, 'output-unwritable', 'cannot be used'],
];

/** The error as a person is to read it; one that is none of SQLite's or the system's, unchanged. */
export function cacheError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof MegabaseError) return error;
  const meaning = meanings.find(([pattern]) => pattern.test(code));
  if (meaning === undefined) return error;
  const [, kind, what] = meaning;
  const message = `The cache ${path} ${what} (${(error as Error).message}; ${code}).`;
  return new MegabaseError(kind, message, { cause: error });
}

/**
 * Does what the cache can do without, such as noting a use: a full disk or another process that
 * writes must not keep anyone from reading. Damage, and mistakes in the program, come out.
 */
export function ifPossible(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (isDamage(error) || !systemCode(error)?.startsWith('SQLITE_')) throw error;
  }
}
