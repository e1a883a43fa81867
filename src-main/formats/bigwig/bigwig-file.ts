import type { BigWig } from '@gmod/bbi';
import type { FileHandle } from 'node:fs/promises';
import type { GenericFilehandle } from 'generic-filehandle2';
import { isMegabaseError, MegabaseError, type Contig, type Region } from '../../contract/index.ts';
import { PlainSource, openFile } from '../bytes/index.ts';

/** Stretches of one value each, as columns; 0-based half-open. */
export interface SignalStretches {
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** First four bytes of a bigWig file, in either byte order. */
const magics = ['26fc8f88', '888ffc26'];

/** A bigWig file as the process that parses it has it. */
export class ParsedBigWig {
  readonly path: string;
  readonly contigs: readonly Contig[];
  readonly #handle: FileHandle;
  readonly #file: BigWig;

  private constructor(opened: {
    path: string;
    contigs: readonly Contig[];
    handle: FileHandle;
    file: BigWig;
  }) {
    this.path = opened.path;
    this.contigs = opened.contigs;
    this.#handle = opened.handle;
    this.#file = opened.file;
  }

  /** Errors: `file-missing`, `file-unreadable`, `bigwig-format`. */
  static async open(path: string): Promise<ParsedBigWig> {
    const handle = await openFile(path);
    try {
      const source = new PlainSource(path, handle);
      const { size } = await handle.stat();
      const magic = Buffer.from(await source.read(0, 4)).toString('hex');
      if (!magics.includes(magic)) {
        const why = `${path} is not a bigWig file: it begins with the bytes ${magic || 'of nothing'}.`;
        throw new MegabaseError('bigwig-format', why);
      }
      // A damaged file may ask for more than there is, and memory would be taken for it.
      const clamped: Pick<GenericFilehandle, 'read'> = {
        read: (length, offset) => source.read(offset, Math.max(0, Math.min(length, size - offset))),
      };
      // It brings rxjs: what opens no bigWig file does without.
      const { BigWig } = await import('@gmod/bbi');
      const file = new BigWig({ filehandle: clamped as GenericFilehandle });
      const header = await parsed(path, () => file.getHeader());
      const contigs = Object.values(header.refsByNumber).map(({ name, length }) => {
        return { name, length };
      });
      return new ParsedBigWig({ path, contigs, handle, file });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * The stretches that overlap a region, the contig as the file names it; bases between them have no
   * value. Errors: `bigwig-format`, `file-unreadable`.
   */
  async values({ contig, start, end }: Region): Promise<SignalStretches> {
    return parsed(this.path, () =>
      this.#file.getFeaturesAsArrays(contig, start, end, { scale: 1 }),
    );
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function parsed<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (isMegabaseError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MegabaseError('bigwig-format', `${path} cannot be read as bigWig: ${why}.`, {
      cause,
    });
  }
}
