import { defined } from '../../contract/index.ts';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A field of a protobuf message: its number, and where its content lies in the file. */
export interface WireField {
  readonly number: number;
  readonly wire: number;
  readonly start: number;
  readonly end: number;
}

const windowBytes = 65_536;

/**
 * Steps over the fields of protobuf messages in a file without reading what is not asked for, so
 * that gigabytes of weights stay on disk. What is no protobuf throws a plain `Error`.
 *
 * Format: protobuf.dev/programming-guides/encoding.
 */
export class WireReader {
  readonly size: number;
  readonly #file: number;
  readonly #window = new Uint8Array(windowBytes);
  #from = 0;
  #filled = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  *fields(start: number, end: number): Generator<WireField> {
    for (let at = start; at < end;) {
      const tag = this.#varint(at, end);
      const number = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      const field = this.#content(wire, tag.next, end);
      if (number === 0 || field.end > end) throw new Error(`no protobuf field at byte ${at}`);
      yield { number, wire, ...field };
      at = field.end;
    }
  }

  bytes({ start, end }: Pick<WireField, 'start' | 'end'>): Uint8Array {
    const bytes = new Uint8Array(end - start);
    for (let done = 0; done < bytes.length;) {
      const read = readSync(this.#file, bytes, done, bytes.length - done, start + done);
      if (read === 0) throw new Error(`the file ends at byte ${start + done}`);
      done += read;
    }
    return bytes;
  }

  text(field: WireField): string {
    return Buffer.from(this.bytes(field)).toString('utf8');
  }

  close(): void {
    closeSync(this.#file);
  }

  #content(wire: number, at: number, end: number): { start: number; end: number } {
    if (wire === 0) return { start: at, end: this.#varint(at, end).next };
    if (wire === 1) return { start: at, end: at + 8 };
    if (wire === 5) return { start: at, end: at + 4 };
    if (wire !== 2) throw new Error(`no protobuf field before byte ${at}`);
    const length = this.#varint(at, end);
    return { start: length.next, end: length.next + length.value };
  }

  #varint(at: number, end: number): { value: number; next: number } {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      if (at + i >= end) break;
      const byte = this.#byte(at + i);
      value += (byte % 128) * 2 ** (7 * i);
      if (byte < 128) return { value, next: at + i + 1 };
    }
    throw new Error(`no protobuf number at byte ${at}`);
  }

  #byte(at: number): number {
    if (at < this.#from || at >= this.#from + this.#filled) {
      this.#from = at;
      this.#filled = readSync(this.#file, this.#window, 0, windowBytes, at);
      if (this.#filled === 0) throw new Error(`the file ends at byte ${at}`);
    }
    return defined(this.#window[at - this.#from]);
  }
}
