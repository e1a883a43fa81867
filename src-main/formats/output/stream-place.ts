import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { temporaryName, writeAll, type WritePlace } from './file-place.ts';
import { openStream, type StreamWriter } from './stream-writer.ts';

interface Stream {
  readonly path: string;
  readonly descriptor?: number | undefined;
}

/** A stream that takes bytes in their order; it is opened for the first of them. */
export class StreamPlace implements WritePlace {
  readonly #stream: Stream;
  #writer: StreamWriter | undefined;
  #written = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset !== this.#written)
      throw new Error(`A stream is at ${this.#written}, not ${offset}.`);
    this.#written += bytes.length;
    const { path, descriptor } = this.#stream;
    this.#writer ??= await openStream(path, descriptor);
    await this.#writer.write(bytes);
  }

  async commit(): Promise<void> {
    await this.#writer?.close();
  }

  discard(): Promise<void> {
    this.#writer?.drop();
    return Promise.resolve();
  }
}

/** Bytes that go from the temporary file to the stream at a time. */
const pieceBytes = 1 << 20;

/**
 * A stream for what is not written in order: it goes to a temporary file of no more than its own size,
 * and to the stream once it is whole.
 */
export class BufferedStreamPlace implements WritePlace {
  readonly #stream: StreamPlace;
  readonly #temporary: string;
  readonly #file: FileHandle;

  private constructor(stream: Stream, temporary: string, file: FileHandle) {
    this.#stream = new StreamPlace(stream);
    this.#temporary = temporary;
    this.#file = file;
  }

  static async open(stream: Stream): Promise<BufferedStreamPlace> {
    const temporary = temporaryName(tmpdir());
    return new BufferedStreamPlace(stream, temporary, await open(temporary, 'wx+', 0o600));
  }

  writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    return writeAll(this.#file, offset, bytes);
  }

  async commit(): Promise<void> {
    const piece = Buffer.alloc(pieceBytes);
    for (let offset = 0; ;) {
      const { bytesRead } = await this.#file.read(piece, 0, pieceBytes, offset);
      if (bytesRead === 0) break;
      await this.#stream.writeAt(offset, piece.subarray(0, bytesRead));
      offset += bytesRead;
    }
    await this.#stream.commit();
    await this.#remove();
  }

  async discard(): Promise<void> {
    await this.#stream.discard();
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}
