import { MegabaseError, systemCode, type ErrorCode } from '../contract/index.ts';

/** What SQLite's and the system's error codes mean for the cache; the first that matches counts. */
const meanings: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)$/,
    'disk-full',
    'has no room left on its disk; nothing was stored',
  ],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'cache-busy', 'is held by another process'],
  [/^SQLITE_NOMEM$/, 'memory-short', 'was given too little memory'],
  [/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH|IOERR)/, 'output-unwritable', 'cannot be used'],
  [/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EIO)$/, 'output-unwritable', 'cannot be used'],
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
