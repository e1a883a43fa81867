import { stat, open, type FileHandle } from 'node:fs/promises';
import { MegabaseError, systemCode } from '../../contract/index.ts';

/**
 * Opens a file for reading, in the user's words where that fails: `file-missing` when nothing lies
 * there, `file-unreadable` for a folder or what the system refuses.
 */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      throw new MegabaseError('file-unreadable', `${path} is a folder; a file was expected.`);
    }
    // To open a pipe without a writer waits for one, on a thread that nothing can stop.
    if (found.isFIFO() || found.isSocket()) throw pipeError(path);
    return await open(path, 'r');
  } catch (error) {
    throw error instanceof MegabaseError ? error : readError(path, error);
  }
}

/** For what has no offsets to read from. */
export function pipeError(path: string): MegabaseError {
  return new MegabaseError('file-unreadable', `${path} is a pipe or a device, not a file.`);
}

/** A system error on `path` as an error for the user, with the system's own code in the message. */
export function readError(path: string, error: unknown): MegabaseError {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new MegabaseError('file-missing', `There is no file ${path}.`, { cause: error })
    : new MegabaseError('file-unreadable', `${path} cannot be read (${code ?? String(error)}).`, {
        cause: error,
      });
}

/** Throws `cancelled`, naming `path`, once the caller no longer wants it. */
export function stopIfCancelled(path: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new MegabaseError('cancelled', `Reading ${path} was cancelled.`, {
      cause: signal.reason,
    });
  }
}
