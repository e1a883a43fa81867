import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import { flushFolder } from './flush-folder.ts';
import { outputError } from './output-error.ts';

/**
 * A file that grows under a temporary name in the folder where it will stand, so that whoever looks
 * at `path` sees what stood there before or the whole new file, never a part of it, even where the
 * machine goes down: the file is flushed before it takes its name, and its folder after.
 *
 *     const file = await StagedFile.open(path);
 *     await file.append(bytes);
 *     await file.commit();       // or discard(): nothing is left behind
 *
 * Errors: `output-unwritable`, `disk-full`.
 */
export class StagedFile {
  readonly path: string;
  readonly #target: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  #size = 0;

  private constructor(path: string, target: string, temporary: string, file: FileHandle) {
    this.path = path;
    this.#target = target;
    this.#temporary = temporary;
    this.#file = file;
  }

  static async open(path: string): Promise<StagedFile> {
    try {
      const target = await standingTarget(path);
      const temporary = join(dirname(target), `.megabase-${randomBytes(8).toString('hex')}.tmp`);
      return new StagedFile(path, target, temporary, await open(temporary, 'wx'));
    } catch (error) {
      throw outputError(error, path);
    }
  }

  /** Bytes in the file so far: the offset at which the next `append` lands. */
  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    const offset = this.#size;
    this.#size += bytes.length;
    await this.writeAt(offset, bytes);
  }

  /** Writes over what stands at `offset`, or beyond the end; `append` goes on after the furthest. */
  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    this.#size = Math.max(this.#size, offset + bytes.length);
    try {
      for (let done = 0; done < bytes.length;) {
        const rest = bytes.length - done;
        done += (await this.#file.write(bytes, done, rest, offset + done)).bytesWritten;
      }
    } catch (error) {
      throw outputError(error, this.path);
    }
  }

  /** Puts the file in its place, over what stood there. */
  async commit(): Promise<void> {
    try {
      await this.#file.sync();
      await this.#file.close();
      await rename(this.#temporary, this.#target);
    } catch (error) {
      await this.discard();
      throw outputError(error, this.path);
    }
    flushFolder(dirname(this.#target));
  }

  /** Removes the temporary file. Never throws: it runs where another error is on its way. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}

/** Where the file goes: a link is followed, so that it stays a link; a device is refused. */
async function standingTarget(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path);
  const standing = await stat(target).catch(() => undefined);
  if (standing !== undefined && !standing.isFile()) {
    const found = standing.isDirectory() ? 'a folder' : 'not a regular file';
    throw new MegabaseError(
      'output-unwritable',
      `Cannot write ${path}: what stands there is ${found}.`,
    );
  }
  return target;
}
