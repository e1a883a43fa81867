import { isDiskFull, MegabaseError, systemCode } from '../../contract/index.ts';

/** Of a pipe that is read no more. */
const closedCodes = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

/** What went wrong while writing `path`, in the user's words; other errors come back as they are. */
export function outputError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof MegabaseError) return error;
  if (closedCodes.has(code)) {
    const name = path === '-' ? 'standard output' : path;
    return new MegabaseError('output-closed', `Whoever read ${name} has closed it.`, {
      cause: error,
    });
  }
  return isDiskFull(error)
    ? new MegabaseError('disk-full', `No space left to write ${path} (${code}).`, { cause: error })
    : new MegabaseError('output-unwritable', `Cannot write ${path}: ${reason(error, code)}.`, {
        cause: error,
      });
}

function reason(error: unknown, code: string): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return `its folder does not exist (${code})`;
  if (code === 'EACCES' || code === 'EPERM') return `permission denied (${code})`;
  if (code === 'EBADF') return `no such descriptor is open (${code})`;
  if (code === 'ENAMETOOLONG') return `the name is too long (${code})`;
  if (code === 'EROFS') return `the file system is read-only (${code})`;
  return error instanceof Error ? error.message : code;
}

/** Throws `cancelled` once `signal` is aborted; called between two pieces of a file. */
export function throwIfCancelled(signal: AbortSignal | undefined, path: string): void {
  if (signal?.aborted !== true) return;
  throw new MegabaseError('cancelled', `The export to ${path} was stopped; no file was changed.`, {
    cause: signal.reason,
  });
}
