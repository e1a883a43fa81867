import type { FaiEntry } from './fasta-index.ts';

/**
 * The lines of one FASTA record, measured as they go by. A record can be indexed only where all its
 * lines but the last are equally long, in bases and in bytes.
 */
export class RecordLines {
  readonly name: string;
  readonly #offset: number;
  #length = 0;
  #lineBases = 0;
  #lineWidth = 0;
  /** Set by a line that is shorter than the first, or blank: no base may come after it. */
  #lastLine:
    { readonly number: number; readonly bases: number; readonly width: number } | undefined;

  /** `offset`: where the line after the header begins, bytes. */
  constructor(name: string, offset: number) {
    this.name = name;
    this.#offset = offset;
  }

  /** Bases so far. */
  get length(): number {
    return this.#length;
  }

  get entry(): FaiEntry {
    return {
      name: this.name,
      length: this.#length,
      offset: this.#offset,
      lineBases: this.#lineBases,
      lineWidth: this.#lineWidth,
    };
  }

  /**
   * Counts line `number` (1-based) of the file: `bases`, in `width` bytes with its end. Says what
   * is wrong with it, if anything is.
   */
  add(number: number, bases: number, width: number): string | undefined {
    const first = this.#length === 0 && this.#lastLine === undefined;
    if (bases > 0) {
      if (this.#lastLine !== undefined) {
        const { number: after, bases: fewer, width: narrower } = this.#lastLine;
        return (
          `line ${number} goes on with "${this.name}" after line ${after}, which has ${fewer} bases in ` +
          `${narrower} bytes where its first line has ${this.#lineBases} in ${this.#lineWidth}; all lines ` +
          'of a record but the last must be equally long'
        );
      }
      if (first) {
        this.#lineBases = bases;
        this.#lineWidth = width;
      } else if (bases > this.#lineBases || width > this.#lineWidth) {
        return (
          `line ${number} has ${bases} bases in ${width} bytes; the first line of "${this.name}" has ` +
          `${this.#lineBases} in ${this.#lineWidth}`
        );
      }
    }
    if (bases === 0 || bases < this.#lineBases || width < this.#lineWidth) {
      this.#lastLine ??= { number, bases, width };
    }
    this.#length += bases;
    return undefined;
  }
}
