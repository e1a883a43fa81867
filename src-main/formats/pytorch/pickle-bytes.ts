import type { SyncFile } from '../bytes/index.ts';
import { damaged } from './faults.ts';

const windowBytes = 1 << 16;

/** The longest name of a module or a class. */
const mostLineBytes = 1000;

/** Bytes of a pickle; that of a state dict takes some 150 a tensor. */
const mostBytes = 64 * 2 ** 20;

/** The bytes of a pickle one after the other, from `start` to `end` of a file at most. */
export class PickleBytes {
  readonly file: SyncFile;
  readonly #end: number;
  readonly #bounded: boolean;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #windowStart: number;
  #next = 0;

  constructor(file: SyncFile, start: number, end: number) {
    this.file = file;
    this.#windowStart = start;
    this.#end = Math.min(end, start + mostBytes);
    this.#bounded = this.#end < end;
  }

  /** Byte of the file that is read next. */
  get offset(): number {
    return this.#windowStart + this.#next;
  }

  byte(): number {
    if (this.#next === this.#window.length) this.#fill(1);
    return this.#window[this.#next++] ?? 0;
  }

  /** `length` bytes, which the caller may keep. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#window.length - this.#next) this.#fill(length);
    const bytes = this.#window.slice(this.#next, this.#next + length);
    this.#next += length;
    return bytes;
  }

  /** An unsigned little-endian integer of 1 to 8 bytes, exact up to 2^53 and larger than that beyond. */
  unsigned(length: number): number {
    return this.bytes(length).reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  view(length: number): DataView<ArrayBuffer> {
    return new DataView(this.bytes(length).buffer);
  }

  text(length: number): string {
    const { offset } = this;
    const bytes = this.bytes(length);
    try {
      return utf8.decode(bytes);
    } catch {
      throw damaged(this.file.path, offset, `${length} bytes of text are not UTF-8`);
    }
  }

  /** Up to the end of a line, which is taken but not given. */
  line(): string {
    const { offset } = this;
    const bytes: number[] = [];
    for (let byte = this.byte(); byte !== 0x0a; byte = this.byte()) {
      bytes.push(byte);
      if (bytes.length <= mostLineBytes) continue;
      throw damaged(this.file.path, offset, `a name is longer than ${mostLineBytes} bytes`);
    }
    return String.fromCharCode(...bytes);
  }

  #fill(length: number): void {
    const { offset } = this;
    const left = this.#end - offset;
    if (length > left) {
      const what = this.#bounded
        ? `its pickle is longer than ${mostBytes} bytes`
        : `its pickle ends after ${left} bytes more; ${length} were expected`;
      throw damaged(this.file.path, offset, what, { found: left, expected: length });
    }
    this.#window = this.file.read(offset, Math.min(left, Math.max(length, windowBytes)));
    this.#windowStart = offset;
    this.#next = 0;
  }
}

// A mark of byte order in text is part of it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
