import { randomBytes } from 'node:crypto';
import { link, lstat, open, realpath, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MegabaseError, systemCode } from '../../contract/index.ts';
import { flushFolder } from './flush-folder.ts';
import { identityOf } from './output-target.ts';

/** Where the bytes of a file go until it is whole, and then. Errors: the system's. */
export interface WritePlace {
  writeAt(offset: number, bytes: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  /** Leaves nothing behind. Never throws. */
  discard(): Promise<void>;
}

/** Files that a person agreed to have replaced: their identities by their paths. */
export type Replaceable = ReadonlyMap<string, string>;

/** What may be replaced: those files; whatever stands there, for files of the program's own. */
export type Replaces = Replaceable | 'anything' | undefined;

/** A file of a temporary name beside its place, which it takes once it is whole. */
export class FilePlace implements WritePlace {
  readonly #path: string;
  readonly #target: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  readonly #replaces: Replaces;

  private constructor(
    path: string,
    { target, replaces }: { readonly target: string; readonly replaces: Replaces },
    temporary: string,
    file: FileHandle,
  ) {
    this.#path = path;
    this.#target = target;
    this.#replaces = replaces;
    this.#temporary = temporary;
    this.#file = file;
  }

  static async open(path: string, replaces: Replaces): Promise<FilePlace> {
    // The program's own file may be a link, and stays one.
    const target = replaces === 'anything' ? await realpath(path).catch(() => path) : path;
    const temporary = temporaryName(dirname(target));
    return new FilePlace(path, { target, replaces }, temporary, await open(temporary, 'wx'));
  }

  writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    return writeAll(this.#file, offset, bytes);
  }

  async commit(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await this.#takeName();
    flushFolder(dirname(this.#target));
  }

  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }

  async #takeName(): Promise<void> {
    if (this.#replaces === 'anything') return rename(this.#temporary, this.#target);
    const standing = await lstat(this.#target, { bigint: true }).catch(() => undefined);
    if (standing === undefined) return this.#takeFreeName();
    if (this.#replaces?.get(this.#path) !== identityOf(standing)) throw alreadyThere(this.#path);
    return rename(this.#temporary, this.#target);
  }

  /** Unlike `rename`, `link` fails where a file has come to stand there meanwhile. */
  async #takeFreeName(): Promise<void> {
    try {
      await link(this.#temporary, this.#target);
      await unlink(this.#temporary);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw alreadyThere(this.#path);
      // File systems without hard links: FAT, and some that are shared.
      const free = await open(this.#target, 'wx').catch((cause: unknown) => {
        throw systemCode(cause) === 'EEXIST' ? alreadyThere(this.#path) : cause;
      });
      await free.close();
      await rename(this.#temporary, this.#target);
    }
  }
}

export function temporaryName(folder: string): string {
  return join(folder, `.megabase-${randomBytes(8).toString('hex')}.tmp`);
}

export async function writeAll(file: FileHandle, offset: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}

/** For a file that nobody agreed to have replaced. */
export function alreadyThere(path: string): MegabaseError {
  return new MegabaseError('output-exists', `${path} exists already; it was not changed.`, {
    file: path,
  });
}
