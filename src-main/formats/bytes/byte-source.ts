import type { FileHandle } from 'node:fs/promises';
import { countRead } from './reads-in-flight.ts';
import { readError, stopIfCancelled } from './open-file.ts';

/** The bytes of a file once unpacked, from any offset. */
export interface ByteSource {
  /**
   * `length` bytes from `offset` (0-based, in unpacked bytes), fewer only where the file ends.
   * Throws `file-unreadable`, `cancelled`, and what the format can have wrong.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** A file that is not packed. The handle stays the caller's. */
export class PlainSource implements ByteSource {
  readonly #path: string;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async read(
    offset: number,
    length: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    stopIfCancelled(this.#path, signal);
    const bytes = new Uint8Array(length);
    let filled = 0;
    try {
      // One read may bring less than was asked for, on network drives above all.
      while (filled < length) {
        const { bytesRead } = await countRead(
          this.#handle.read(bytes, filled, length - filled, offset + filled),
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw readError(this.#path, error);
    }
    return bytes.subarray(0, filled);
  }
}
