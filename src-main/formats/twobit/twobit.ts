import { TwoBitFile } from '@gmod/twobit';
import type { FileHandle } from 'node:fs/promises';
import type { GenericFilehandle } from 'generic-filehandle2';
import { isMegabaseError, MegabaseError, type Contig, type Region } from '../../contract/index.ts';
import { PlainSource, openFile, readError, stopIfCancelled } from '../bytes/index.ts';
import { expectInside, type Genome } from '../genome/index.ts';

import { checkHeader, headerBytes } from './twobit-header.ts';

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
    checkHeader(path, await source.read(0, headerBytes), size);
    // @gmod/twobit 6.0.5 asks for more than a small file has, and for what a damaged count says.
    const clamped: Pick<GenericFilehandle, 'read'> = {
      read: (length, offset) => source.read(offset, Math.min(length, Math.max(0, size - offset))),
    };
    const file = new TwoBitFile({ filehandle: clamped as GenericFilehandle });
    const contigs = await readContigs(path, file, size);
    return new OpenTwoBit({ path, handle, file, contigs, size, mtimeMs });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Bases that are read at a time; the signal is looked at before each piece. */
const pieceBases = 1 << 22;

interface Opened {
  readonly path: string;
  readonly handle: FileHandle;
  readonly file: TwoBitFile;
  readonly contigs: readonly Contig[];
  readonly size: number;
  readonly mtimeMs: number;
}

class OpenTwoBit implements TwoBit {
  readonly format = '2bit';
  readonly path: string;
  readonly contigs: readonly Contig[];
  readonly #opened: Opened;
  readonly #byName: ReadonlyMap<string, Contig>;

  constructor(opened: Opened) {
    this.path = opened.path;
    this.contigs = opened.contigs;
    this.#opened = opened;
    this.#byName = new Map(opened.contigs.map((contig) => [contig.name, contig]));
  }

  async fetch(
    region: Region,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    expectInside(this.path, this.#byName, region);
    await this.#expectUnchanged();
    const pieces: string[] = [];
    for (let start = region.start; start < region.end; start += pieceBases) {
      stopIfCancelled(this.path, signal);
      pieces.push(await this.#piece(region, start, Math.min(start + pieceBases, region.end)));
    }
    return pieces.join('');
  }

  close(): Promise<void> {
    return this.#opened.handle.close();
  }

  async #piece({ contig }: Region, start: number, end: number): Promise<string> {
    const { path, file } = this.#opened;
    const letters = await reading(path, () => file.getSequence(contig, start, end));
    // Where bases lie behind the file's end, the library gives fewer letters.
    if (letters?.length === end - start) return letters;
    throw new MegabaseError(
      'twobit-format',
      `${path} gives ${letters?.length ?? 0} letters for bases ${start} to ${end} (0-based) of ` +
        `"${contig}"; expected ${end - start}.`,
    );
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

/** Names and lengths, each held against the size of the file. */
async function readContigs(path: string, file: TwoBitFile, size: number): Promise<Contig[]> {
  const { sequenceCount } = await reading(path, () => file.getHeader());
  const index = await reading(path, () => file.getIndex());
  // An object puts names that are numbers first; records lie in the order of the file's index.
  const entries = Object.entries(index).sort(([, a], [, b]) => a - b);
  if (entries.length !== sequenceCount) {
    throw new MegabaseError(
      'twobit-format',
      `${path} has ${sequenceCount} sequences under ${entries.length} names.`,
    );
  }
  const lengths = await reading(path, () => file.getSequenceSizes());
  return entries.map(([name, offset]) => {
    const length = lengths[name]!;
    // Besides the bases, four to a byte: length, two counts of blocks, a reserved word.
    const end = offset + 16 + Math.ceil(length / 4);
    if (name !== '' && offset >= headerBytes && end <= size) return { name, length };
    throw new MegabaseError(
      'twobit-format',
      `${path} says that the ${length} bases of "${name}" end at byte ${end}; it has ${size}.`,
    );
  });
}

/** The library meets damage as what cannot be read from its buffers. */
async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (isMegabaseError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MegabaseError('twobit-format', `${path} is damaged or cut short: ${why}.`, { cause });
  }
}
