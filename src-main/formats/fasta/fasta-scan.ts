import { expectUtf8, MegabaseError, utf8MarkLength, defined } from '../../contract/index.ts';
import type { FaiEntry } from './fasta-index.ts';
import { RecordLines } from './record-lines.ts';
import { firstForeign, nameByte } from './residues.ts';

const LF = 0x0a;
const CR = 0x0d;
const GREATER = 0x3e;

/** Longest record name in bytes. What is longer is not a name but a file without line ends. */
const maxNameBytes = 4096;

/**
 * Makes the `.fai` of a FASTA text that is given piece by piece; memory does not grow with the
 * text. Where samtools 1.16 writes an index, this writes the same; it refuses more, where the
 * index would give wrong letters: lines of equal width and unequal bases (line ends mixed), spaces
 * in lines, names that come twice or are empty.
 */
export class FastaScan {
  readonly entries: FaiEntry[] = [];
  /** Names of records without a base. samtools leaves them out without a word. */
  readonly empty: string[] = [];
  readonly #path: string;
  readonly #names = new Set<string>();

  /** Offset of the piece in hand, bytes. */
  #offset = 0;
  #line = 1;
  #record: RecordLines | undefined;
  /** Name of the header line in hand, as far as it was read. */
  #header: number[] | undefined;
  #inName = false;
  /** Of the sequence line in hand. */
  #bases = 0;
  #carriage = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes the next bytes of the text. Throws `fasta-format` with line and offset. */
  push(bytes: Uint8Array): void {
    if (this.#offset === 0) expectUtf8(this.#path, bytes);
    let i: number = this.#offset === 0 ? utf8MarkLength(bytes) : 0;
    while (i < bytes.length) {
      i = this.#header === undefined ? this.#takeLine(bytes, i) : this.#takeHeader(bytes, i);
    }
    this.#offset += bytes.length;
  }

  /** Call once, after the last byte. */
  finish(): void {
    if (this.#bases > 0 || this.#carriage) this.#endLine();
    const unfinished =
      this.#header !== undefined
        ? Buffer.from(this.#header).toString()
        : this.#record?.length === 0
          ? this.#record.name
          : undefined;
    if (unfinished !== undefined) {
      throw this.#error(`the file ends at offset ${this.#offset}; "${unfinished}" has no sequence`);
    }
    if (this.#record === undefined) {
      throw this.#error(`no record was found in ${this.#offset} bytes; expected ">" and a name`);
    }
    this.#closeRecord();
  }

  #takeHeader(bytes: Uint8Array, from: number): number {
    const found = bytes.indexOf(LF, from);
    const end = found === -1 ? bytes.length : found;
    const name = defined(this.#header);
    for (let i = from; i < end && this.#inName; i++) {
      const space = isSpace(bytes[i]!);
      if (!space) name.push(bytes[i]!);
      else if (name.length > 0) this.#inName = false;
      if (name.length > maxNameBytes) {
        throw this.#error(`the name at line ${this.#line} is longer than ${maxNameBytes} bytes`);
      }
    }
    if (found === -1) return end;
    this.#openRecord(Buffer.from(name).toString(), this.#offset + end + 1);
    return end + 1;
  }

  #takeLine(bytes: Uint8Array, from: number): number {
    const end = this.#carriage ? from : firstForeign(bytes, from, bytes.length);
    if (end > from && this.#record === undefined) throw this.#unexpected(bytes, from);
    this.#bases += end - from;
    if (end === bytes.length) return end;

    const byte = bytes[end];
    if (byte === LF) {
      this.#endLine();
    } else if (byte === CR && !this.#carriage) {
      this.#carriage = true;
    } else if (byte === GREATER && this.#bases === 0 && !this.#carriage) {
      this.#closeRecord();
      this.#header = [];
      this.#inName = true;
    } else {
      throw this.#unexpected(bytes, end);
    }
    return end + 1;
  }

  #endLine(): void {
    const width = this.#bases + (this.#carriage ? 2 : 1);
    const complaint = this.#record?.add(this.#line, this.#bases, width);
    if (complaint !== undefined) throw this.#error(complaint);
    this.#bases = 0;
    this.#carriage = false;
    this.#line++;
  }

  #openRecord(name: string, offset: number): void {
    if (name === '') throw this.#error(`line ${this.#line} has ">" but no name`);
    if (this.#names.has(name)) {
      throw this.#error(`line ${this.#line} names "${name}", as an earlier line did`);
    }
    this.#names.add(name);
    this.#record = new RecordLines(name, offset);
    this.#header = undefined;
    this.#line++;
  }

  #closeRecord(): void {
    if (this.#record === undefined) return;
    if (this.#record.length === 0) this.empty.push(this.#record.name);
    else this.entries.push(this.#record.entry);
    this.#record = undefined;
  }

  #unexpected(bytes: Uint8Array, i: number): MegabaseError {
    const expected =
      this.#record === undefined
        ? '">"'
        : this.#carriage
          ? 'a line feed after the carriage return'
          : 'a base or a line end';
    const where = `offset ${this.#offset + i} (line ${this.#line})`;
    return this.#error(`found ${nameByte(bytes[i])} at ${where}, expected ${expected}`);
  }

  #error(what: string): MegabaseError {
    return new MegabaseError('fasta-format', `${this.#path}: ${what}.`);
  }
}

/** As C's `isspace`, by which samtools ends a name. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
