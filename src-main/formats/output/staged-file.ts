import { defined } from '../../contract/index.ts';
import { alreadyThere, FilePlace, type WritePlace, type Replaces } from './file-place.ts';
import { expectWritable } from './guard-writes.ts';
import { tellWritten } from './observe-writes.ts';
import { outputError } from './output-error.ts';
import { outputTarget } from './output-target.ts';
import { BufferedStreamPlace, StreamPlace } from './stream-place.ts';

/** Small pieces are written together: each call of the system costs more than they do. */
const batchBytes = 1 << 16;

export interface StagedFileOptions {
  /** What may be replaced; nothing where absent. */
  readonly replaces?: Replaces;
  /** Whether bytes are written anywhere, not one behind the other. */
  readonly anyOrder?: boolean;
}

/**
 * A file that grows under a temporary name in the folder where it will stand, so that whoever looks
 * at `path` sees what stood there before or the whole new file, never a part of it, even where the
 * machine goes down: the file is flushed before it takes its name, and its folder after. It takes the
 * place of no other file but those that may be replaced, and only as they stood when that was said.
 *
 *     const file = await StagedFile.open(path);
 *     await file.append(bytes);
 *     await file.commit();       // or discard(): nothing is left behind
 *
 * Where `path` is `-` or leads to a pipe, a device or a descriptor, bytes go through to it as they come.
 *
 * Errors: `output-unwritable`, `output-exists`, `output-closed`, `disk-full`.
 */
export class StagedFile {
  readonly path: string;
  readonly #place: WritePlace;
  /** It is the program's own, and no output. */
  readonly #isOwn: boolean;
  #size = 0;
  /** Appended and not yet written: their callers must leave them as they are. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  private constructor(path: string, place: WritePlace, isOwn: boolean) {
    this.path = path;
    this.#isOwn = isOwn;
    this.#place = place;
  }

  static async open(
    path: string,
    { replaces, anyOrder = false }: StagedFileOptions = {},
  ): Promise<StagedFile> {
    try {
      const isOwn = replaces === 'anything';
      if (!isOwn) expectWritable(path);
      return new StagedFile(path, await openPlace(path, replaces, anyOrder), isOwn);
    } catch (error) {
      throw outputError(error, path);
    }
  }

  /** Bytes in the file so far: the offset at which the next `append` lands. */
  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= batchBytes) await this.#flush();
  }

  /** Writes over what stands at `offset`, or beyond the end; `append` goes on after the furthest. */
  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#flush();
    this.#size = Math.max(this.#size, offset + bytes.length);
    await this.#writeAt(offset, bytes);
  }

  /** Writes what was appended and waits. */
  async #flush(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const [first, ...more] = this.#waiting;
    const bytes = more.length === 0 ? defined(first) : Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#writeAt(this.#size - bytes.length, bytes);
  }

  async #writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    try {
      await this.#place.writeAt(offset, bytes);
    } catch (error) {
      throw outputError(error, this.path);
    }
  }

  /** Puts the file in its place. */
  async commit(): Promise<void> {
    try {
      await this.#flush();
      await this.#place.commit();
    } catch (error) {
      await this.discard();
      throw outputError(error, this.path);
    }
    if (!this.#isOwn) tellWritten({ path: this.path, bytes: this.#size });
  }

  /** Removes the temporary file. Never throws: it runs where another error is on its way. */
  async discard(): Promise<void> {
    await this.#place.discard();
  }
}

async function openPlace(path: string, replaces: Replaces, anyOrder: boolean): Promise<WritePlace> {
  if (replaces === 'anything') return FilePlace.open(path, replaces);
  const target = await outputTarget(path);
  if (target.kind === 'stream') {
    const stream = { path, descriptor: target.descriptor };
    return anyOrder ? BufferedStreamPlace.open(stream) : new StreamPlace(stream);
  }
  if (target.kind === 'file' && replaces?.get(path) !== target.identity) throw alreadyThere(path);
  return FilePlace.open(path, replaces);
}
