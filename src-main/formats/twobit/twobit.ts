import type { FileHandle } from 'node:fs/promises';
import { MegabaseError, type Contig, type Region } from '../../contract/index.ts';
import {
  PlainSource,
  openFile,
  readError,
  stopIfCancelled,
  type ByteSource,
} from '../bytes/index.ts';
import { expectInside, type Genome } from '../genome/index.ts';
import { checkHeader, headerBytes } from './twobit-header.ts';
import { readTwoBitIndex } from './twobit-index.ts';
import {
  readTwoBitLength,
  readTwoBitLetters,
  readTwoBitRecord,
  type TwoBitRecord,
} from './twobit-record.ts';

/** An open 2bit file. N blocks come back as N, masked ones in lower case. */
export interface TwoBit extends Genome {
  readonly format: '2bit';
}

/** Throws `file-missing`, `file-unreadable`, `twobit-format`. */
export async function openTwoBit(path: string): Promise<TwoBit> {
  const handle = await openFile(path);
  try {
    const { size, mtimeMs } = await handle.stat();
    const source = new PlainSource(path, handle);
    const header = await source.read(0, headerBytes);
    checkHeader(path, header, size);
    const sequences = new Map<string, Sequence>();
    for (const { name, offset } of await readTwoBitIndex(path, source, header, size)) {
      const length = await readTwoBitLength(path, source, name, offset, size);
      sequences.set(name, { offset, length });
    }
    return new OpenTwoBit({ path, handle, source, sequences, size, mtimeMs });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Bases that are read at a time; the signal is looked at before each piece. */
const pieceBases = 1 << 22;

interface Sequence {
  /** Of its record in the file, bytes. */
  readonly offset: number;
  /** Bases. */
  readonly length: number;
}

interface Opened {
  readonly path: string;
  readonly handle: FileHandle;
  readonly source: ByteSource;
  readonly sequences: ReadonlyMap<string, Sequence>;
  readonly size: number;
  readonly mtimeMs: number;
}

class OpenTwoBit implements TwoBit {
  readonly format = '2bit';
  readonly path: string;
  readonly contigs: readonly Contig[];
  readonly #opened: Opened;
  /** Blocks of the sequences that were read: those of a whole genome are some 40 MB. */
  readonly #records = new Map<string, TwoBitRecord>();

  constructor(opened: Opened) {
    this.path = opened.path;
    this.contigs = [...opened.sequences].map(([name, { length }]) => ({ name, length }));
    this.#opened = opened;
  }

  async fetch(
    region: Region,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    const { source, sequences, size } = this.#opened;
    const { offset } = expectInside(this.path, sequences, region);
    await this.#expectUnchanged();
    let record = this.#records.get(region.contig);
    if (record === undefined) {
      record = await readTwoBitRecord(this.path, source, region.contig, offset, size);
      this.#records.set(region.contig, record);
    }
    const pieces: string[] = [];
    for (let start = region.start; start < region.end; start += pieceBases) {
      stopIfCancelled(this.path, signal);
      const end = Math.min(start + pieceBases, region.end);
      pieces.push(await readTwoBitLetters(this.path, source, record, start, end));
    }
    return pieces.join('');
  }

  close(): Promise<void> {
    return this.#opened.handle.close();
  }

  /** The index of the file is in memory: of another file it would give other letters. */
  async #expectUnchanged(): Promise<void> {
    const { path, handle, size, mtimeMs } = this.#opened;
    const now = await handle.stat().catch((error: unknown) => {
      throw readError(path, error);
    });
    if (now.size === size && now.mtimeMs === mtimeMs) return;
    throw new MegabaseError(
      'file-unreadable',
      `${path} was changed while it was open (${size} bytes before, ${now.size} now).`,
    );
  }
}
