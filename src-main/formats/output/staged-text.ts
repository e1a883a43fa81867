import { bgzfBlock, bgzfBlockSize, bgzfEnd } from '../bgzip/index.ts';
import { StagedFile, type StagedFileOptions } from './staged-file.ts';

/** Characters collected before they are written. */
const batchLength = 1 << 16;

/**
 * A text file that stands in its place once it is whole, bgzip where its name ends in `.gz`.
 * Errors: those of `StagedFile`.
 */
export class StagedText {
  readonly #file: StagedFile;
  readonly #isPacked: boolean;
  #waiting = '';
  /** Of a packed file what does not fill a block yet. */
  #unpacked: Uint8Array = new Uint8Array();

  private constructor(file: StagedFile, isPacked: boolean) {
    this.#file = file;
    this.#isPacked = isPacked;
  }

  static async open(
    path: string,
    options?: Pick<StagedFileOptions, 'replaces'>,
  ): Promise<StagedText> {
    return new StagedText(await StagedFile.open(path, options), /\.gz$/i.test(path));
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#file.size;
  }

  async append(text: string): Promise<void> {
    await this.add(text);
  }

  /** `append` for many small pieces: undefined where nothing is written yet, so that nobody need wait. */
  add(text: string): Promise<void> | undefined {
    this.#waiting += text;
    return this.#waiting.length >= batchLength ? this.#encode() : undefined;
  }

  /** Text that is encoded already, as UTF-8. */
  async appendBytes(bytes: Uint8Array): Promise<void> {
    if (this.#waiting !== '') await this.#encode();
    await this.#write(bytes);
  }

  async commit(): Promise<void> {
    await this.#encode();
    if (this.#unpacked.length > 0) await this.#file.append(await bgzfBlock(this.#unpacked));
    if (this.#isPacked) await this.#file.append(bgzfEnd);
    await this.#file.commit();
  }

  async discard(): Promise<void> {
    await this.#file.discard();
  }

  async #encode(): Promise<void> {
    const bytes = Buffer.from(this.#waiting, 'utf8');
    this.#waiting = '';
    await this.#write(bytes);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (!this.#isPacked) return this.#file.append(bytes);
    const all = this.#unpacked.length === 0 ? bytes : Buffer.concat([this.#unpacked, bytes]);
    let start = 0;
    for (; all.length - start >= bgzfBlockSize; start += bgzfBlockSize) {
      await this.#file.append(await bgzfBlock(all.subarray(start, start + bgzfBlockSize)));
    }
    // A copy: the bytes may be of a buffer that is written over.
    this.#unpacked = Uint8Array.from(all.subarray(start));
  }
}
