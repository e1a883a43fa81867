import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { MegabaseError, systemCode, type ErrorCode } from '../../contract/index.ts';

/**
 * A file that is read by offset, each read waited for: weights are opened where nothing else runs.
 * `code` is the error where the file ends before what was asked for.
 *
 * Errors: `file-missing`, `file-unreadable`, `code`.
 */
export class SyncFile {
  readonly path: string;
  readonly size: number;
  readonly #file: number;
  readonly #code: ErrorCode;

  private constructor(path: string, file: number, size: number, code: ErrorCode) {
    this.path = path;
    this.size = size;
    this.#file = file;
    this.#code = code;
  }

  static open(path: string, code: ErrorCode): SyncFile {
    const file = openForReading(path);
    const status = fstatSync(file);
    if (status.isFile()) return new SyncFile(path, file, status.size, code);
    closeSync(file);
    throw new MegabaseError('file-unreadable', `${path} is not a file.`);
  }

  /** `length` bytes from `offset`, in a buffer of their own. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const read = readSync(this.#file, bytes, done, length - done, offset + done);
      if (read === 0) {
        const end = offset + done;
        throw new MegabaseError(
          this.#code,
          `${this.path} ends at byte ${end}; ${length - done} more were expected.`,
          { file: this.path, offset: end },
        );
      }
      done += read;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const code = systemCode(cause) === 'ENOENT' ? 'file-missing' : 'file-unreadable';
    throw new MegabaseError(code, `${path} could not be opened (${systemCode(cause)}).`, { cause });
  }
}
