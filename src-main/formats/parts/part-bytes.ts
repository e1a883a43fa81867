import { MegabaseError } from '../../contract/index.ts';
import { unpackedBytes } from '../lines/index.ts';

/** Takes bytes as they come. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

/** Longest line that is read as a whole, bytes: a header that names every contig of a draft. */
const maxLine = 1 << 28;

const newline = 0x0a;

/**
 * The text of a part, plain or gzip, from its start to its end: read line by line, or copied so many lines
 * at a time without being looked at. Memory holds what is read at once, and a line that is asked for.
 *
 * Errors: those of `unpackedBytes`; `file-damaged` where the file ends too soon.
 */
export class PartBytes {
  readonly path: string;
  readonly #pieces: AsyncGenerator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  #line = 0;

  constructor(path: string, signal?: AbortSignal) {
    this.path = path;
    this.#pieces = unpackedBytes(path, signal);
  }

  /** The first character of the next line, ASCII; undefined at the end of the file. */
  async peek(): Promise<string | undefined> {
    return (await this.#fill()) ? String.fromCharCode(this.#rest[0] ?? 0) : undefined;
  }

  /** The next line, without its end; undefined at the end of the file. */
  async line(): Promise<string | undefined> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      if (!(await this.#fill())) break;
      const at = this.#rest.indexOf(newline);
      const piece = this.#rest.subarray(0, at < 0 ? undefined : at);
      pieces.push(piece);
      length += piece.length;
      if (length > maxLine) throw this.#damaged(`line ${this.#line + 1} is longer than ${maxLine}`);
      this.#rest = this.#rest.subarray(piece.length + (at < 0 ? 0 : 1));
      if (at < 0) continue;
      this.#line++;
      return Buffer.concat(pieces).toString('utf8');
    }
    if (length === 0) return undefined;
    this.#line++;
    return Buffer.concat(pieces).toString('utf8');
  }

  /** Puts a line back that was read last: it is the next one again. */
  putBack(line: string): void {
    this.#rest = Buffer.concat([Buffer.from(`${line}\n`), this.#rest]);
    this.#line--;
  }

  /** Copies the next `count` lines with their ends. Error: `file-damaged` where there are fewer. */
  async copyLines(count: number, sink: Sink): Promise<void> {
    for (let left = count; left > 0;) {
      if (!(await this.#fill())) {
        throw this.#damaged(`it ends after line ${this.#line}, ${left} lines too soon`);
      }
      let end = 0;
      for (; left > 0; left--) {
        const at = this.#rest.indexOf(newline, end);
        if (at < 0) break;
        end = at + 1;
        this.#line++;
      }
      if (left > 0) end = this.#rest.length;
      await sink(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
    }
  }

  /** Copies all lines that are left, and counts them. Error: `file-damaged` where the last has no end. */
  async copyAll(sink: Sink): Promise<number> {
    const { lines, last } = await this.copyButLast(sink);
    if (last.length === 0) return lines;
    await sink(last);
    return lines + 1;
  }

  /**
   * Copies the lines that are left but for the last, which is given with its end; empty where there is
   * none. Error: `file-damaged` where it has no end.
   */
  async copyButLast(sink: Sink): Promise<{ readonly lines: number; readonly last: Uint8Array }> {
    let lines = 0;
    let held: Uint8Array = new Uint8Array();
    while (await this.#fill()) {
      const all = held.length === 0 ? this.#rest : Buffer.concat([held, this.#rest]);
      this.#rest = new Uint8Array();
      // From the end of the last line but one, as far as is known.
      const start = all.length < 2 ? 0 : all.lastIndexOf(newline, all.length - 2) + 1;
      for (
        let at = all.indexOf(newline);
        at >= 0 && at < start;
        at = all.indexOf(newline, at + 1)
      ) {
        lines++;
      }
      if (start > 0) await sink(all.subarray(0, start));
      // A copy: the bytes may be of a buffer that is written over.
      held = Uint8Array.from(all.subarray(start));
    }
    this.#line += lines;
    if (held.length > 0 && held.at(-1) !== newline) {
      throw this.#damaged(`it ends within line ${this.#line + 1}`);
    }
    return { lines, last: held };
  }

  /** Error: `file-damaged` where anything is left. */
  async expectEnd(): Promise<void> {
    if (await this.#fill()) throw this.#damaged(`it goes on after line ${this.#line}`);
  }

  async close(): Promise<void> {
    await this.#pieces.return(undefined);
  }

  /** Whether there is more. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }

  #damaged(what: string): MegabaseError {
    return new MegabaseError('file-damaged', `${this.path} is not as Megabase wrote it: ${what}.`, {
      file: this.path,
      line: this.#line,
    });
  }
}
