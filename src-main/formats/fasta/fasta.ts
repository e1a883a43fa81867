import type { Contig, Region } from '../../contract/index.ts';
import { BgzipSource } from '../bgzip/index.ts';
import { type ByteSource, openFile, readError } from '../bytes/index.ts';
import { expectInside, type Genome } from '../genome/index.ts';

import { checkComplete } from './check-complete.ts';
import { checkRecord } from './check-record.ts';
import type { FaiEntry } from './fasta-index.ts';
import { readLetters } from './fasta-letters.ts';
import { asDna, checkNucleotides, expectNucleotides } from './nucleotides.ts';
import type { IndexedRecord } from './index-differs.ts';
import { inspectFasta, type FastaFile, type FileState } from './inspect-fasta.ts';
import { loadIndex, type LoadedIndex, type LoadIndexOptions } from './load-index.ts';

/**
 * An open FASTA file. `fetch` gives the letters as they stand in the file, but T for U, and throws
 * `fasta-index` where the index does not fit it, `fasta-format` for a damaged block and for what is no
 * sequence of nucleotides.
 */
export interface Fasta extends Genome {
  readonly format: 'fasta';
  /** Paths of the index in use, beside the file or where it was built. */
  readonly index: { readonly fai: string; readonly gzi?: string };
}

export type OpenFastaOptions = LoadIndexOptions;

/**
 * Opens a FASTA file, plain or bgzip, with `index`, the one beside it, or one that is built in
 * `indexFolder`. Throws `file-missing`, `file-unreadable`, `fasta-format`, `fasta-index`,
 * `cancelled`, `disk-full`, `output-unwritable`.
 */
export async function openFasta(path: string, options: OpenFastaOptions): Promise<Fasta> {
  const handle = await openFile(path);
  try {
    const file = await inspectFasta(path, handle, options.onNote);
    const index = await loadIndex(file, options);
    const source = index.blocks ? new BgzipSource(path, file.bytes, index.blocks) : file.bytes;
    const paths = { path, indexPath: index.path };
    await checkComplete(source, index.entries, paths, options.signal);
    for (const entry of index.entries.slice(0, maxSampled)) {
      await checkNucleotides(source, { ...paths, entry }, options.signal);
    }
    return new OpenFasta(file, index, options.onNote);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Records that are looked at when a file is opened. */
const maxSampled = 4;

/** Bases that are read at a time; the signal is looked at before each piece. */
const pieceBases = 1 << 22;

/** A copy of a file and its index may have the index some seconds older; that says nothing. */
const tolerableMs = 60_000;

class OpenFasta implements Fasta {
  readonly format = 'fasta';
  readonly path: string;
  readonly contigs: readonly Contig[];
  readonly index: Fasta['index'];
  readonly #file: FastaFile;
  readonly #index: LoadedIndex;
  readonly #source: ByteSource;
  readonly #entries: ReadonlyMap<string, FaiEntry>;
  readonly #onNote: ((note: string) => void) | undefined;
  /** Names whose line of the index was held against the file as it is now. */
  readonly #checked = new Set<string>();
  #state: FileState;
  #ageNoted = false;
  #rnaNoted = false;

  constructor(file: FastaFile, index: LoadedIndex, onNote: ((note: string) => void) | undefined) {
    this.path = file.path;
    this.contigs = index.entries.map(({ name, length }) => ({ name, length }));
    const { path: fai, gzi } = index;
    this.index = gzi === undefined ? { fai } : { fai, gzi };
    this.#file = file;
    this.#index = index;
    this.#source = index.blocks ? new BgzipSource(file.path, file.bytes, index.blocks) : file.bytes;
    this.#entries = new Map(index.entries.map((entry) => [entry.name, entry]));
    this.#onNote = onNote;
    this.#state = file.state;
  }

  async fetch(
    region: Region,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    const entry = expectInside(this.path, this.#entries, region);
    if (region.start === region.end) return '';
    const record = { entry, path: this.path, indexPath: this.#index.path };
    await this.#check(record, signal);

    const pieces: string[] = [];
    for (let start = region.start; start < region.end; start += pieceBases) {
      const end = Math.min(start + pieceBases, region.end);
      const letters = await readLetters(this.#source, record, start, end, signal);
      await expectNucleotides(this.#source, record, letters, start);
      const dna = asDna(letters);
      if (dna !== letters) this.#noteRna(record.entry.name);
      pieces.push(dna);
    }
    return pieces.join('');
  }

  #noteRna(contig: string): void {
    if (!this.#rnaNoted) this.#onNote?.(`${this.path} is RNA (${contig}): U is read as T.`);
    this.#rnaNoted = true;
  }

  close(): Promise<void> {
    return this.#file.handle.close();
  }

  /** Holds the record's line of the index against the file, once, and again if the file changes. */
  async #check(record: IndexedRecord, signal?: AbortSignal): Promise<void> {
    const { size, mtimeMs } = await this.#file.handle.stat().catch((error: unknown) => {
      throw readError(this.path, error);
    });
    if (size !== this.#state.size || mtimeMs !== this.#state.mtimeMs) {
      this.#onNote?.(`${this.path} was changed while it was open; its index is checked again.`);
      this.#state = { size, mtimeMs };
      this.#checked.clear();
    }
    if (this.#checked.has(record.entry.name)) return;
    await checkRecord(this.#source, record, signal);
    await checkNucleotides(this.#source, record, signal);
    this.#checked.add(record.entry.name);
    if (this.#index.behindMs > tolerableMs && !this.#ageNoted) {
      this.#ageNoted = true;
      this.#onNote?.(
        `${this.#index.path} is older than ${this.path}; it fits where it was held against the file.`,
      );
    }
  }
}
