/** Where bytes go, one behind the other: a `StagedFile`. */
export interface Appendable {
  append(bytes: Uint8Array): Promise<void>;
}

/** Letters a line. */
const width = 60;

/** Writes FASTA records piece by piece, in lines of 60 letters. */
export class FastaText {
  readonly #file: Appendable;
  #text = '';
  /** Letters of the line that is not full yet. */
  #rest = '';

  constructor(file: Appendable) {
    this.#file = file;
  }

  /** `title`: without the `>`. */
  async begin(title: string): Promise<void> {
    this.#text += `>${title}\n`;
    await this.#write();
  }

  async append(letters: string): Promise<void> {
    const all = this.#rest + letters;
    const full = all.length - (all.length % width);
    for (let at = 0; at < full; at += width) this.#text += `${all.slice(at, at + width)}\n`;
    this.#rest = all.slice(full);
    if (this.#text.length > 1 << 16) await this.#write();
  }

  /** Ends the record. */
  async end(): Promise<void> {
    if (this.#rest !== '') this.#text += `${this.#rest}\n`;
    this.#rest = '';
    await this.#write();
  }

  async #write(): Promise<void> {
    await this.#file.append(Buffer.from(this.#text));
    this.#text = '';
  }
}
