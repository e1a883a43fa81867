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
    this.#waiting += text;
    if (this.#waiting.length >= batchLength) await this.#flush();
  }

  async commit(): Promise<void> {
    await this.#flush();
    if (this.#isPacked) await this.#file.append(bgzfEnd);
    await this.#file.commit();
  }

  async discard(): Promise<void> {
    await this.#file.discard();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting, 'utf8');
    this.#waiting = '';
    if (!this.#isPacked) return this.#file.append(bytes);
    for (let start = 0; start < bytes.length; start += bgzfBlockSize) {
      await this.#file.append(await bgzfBlock(bytes.subarray(start, start + bgzfBlockSize)));
    }
  }
}
