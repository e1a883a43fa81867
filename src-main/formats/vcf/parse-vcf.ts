import { stat } from 'node:fs/promises';
import { MegabaseError, type Region, defined } from '../../contract/index.ts';
import { endMark, blockSize, endMarkNote, virtualLines } from '../bgzip/index.ts';
import { PlainSource, isStandardInput, openFile, stopIfCancelled } from '../bytes/index.ts';
import type { LineBatch } from './line-batch.ts';
import { readLines, type Line } from '../lines/index.ts';
import { takeVcfHeader, type VcfHeaderText } from './vcf-header.ts';
import { findVcfIndex, type VcfIndex } from './vcf-index.ts';
import { endOfRecord } from './structural.ts';
import { checkVcfLine } from './vcf-record.ts';

/** A VCF file as the process that parses it has it. */
export interface ParsedVcf {
  readonly header: VcfHeaderText;
  readonly index: VcfIndex | undefined;
  /** See `Vcf.records`: the same lines, some at a time. */
  batches(options: {
    readonly region?: Region | undefined;
    readonly signal?: AbortSignal | undefined;
  }): AsyncGenerator<LineBatch>;
  close(): Promise<void>;
}

/** Characters of lines that go together. */
const batchLength = 1 << 18;

/** A batch is not waited for longer than this: a scan may find a record in a while only. */
const batchMs = 100;

/** Opens a VCF file in this process; see `openVcf`. */
export async function parseVcf(
  path: string,
  {
    index: chosen,
    onNote,
    signal,
  }: {
    readonly index?: string | undefined;
    readonly onNote?: ((note: string) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<ParsedVcf> {
  const lines = readLines(path, signal);
  let isKept = false;
  try {
    const { header, first } = await takeVcfHeader(path, lines);
    // Opening a pipe a second time could wait for ever; a file need not be kept open.
    if (isStandardInput(path) || !(await stat(path)).isFile()) {
      isKept = true;
      return new OpenVcf(path, header, undefined, { first, lines });
    }
    const index = (await isBgzip(path, onNote))
      ? await findVcfIndex(path, chosen, onNote)
      : undefined;
    return new OpenVcf(path, header, index, undefined);
  } finally {
    if (!isKept) await lines.return(undefined);
  }
}

/** What follows the header of a pipe. */
interface Rest {
  readonly first: Line | undefined;
  readonly lines: AsyncGenerator<Line>;
}

class OpenVcf implements ParsedVcf {
  readonly header: VcfHeaderText;
  readonly index: VcfIndex | undefined;
  readonly #path: string;
  /** Of a pipe, until somebody reads it. */
  #unread: Rest | undefined;

  constructor(
    path: string,
    header: VcfHeaderText,
    index: VcfIndex | undefined,
    unread: Rest | undefined,
  ) {
    this.#path = path;
    this.header = header;
    this.index = index;
    this.#unread = unread;
  }

  async *batches({
    region,
    signal,
  }: {
    region?: Region | undefined;
    signal?: AbortSignal | undefined;
  }): AsyncGenerator<LineBatch> {
    const isIndexed = region !== undefined && this.index !== undefined;
    const lines = isIndexed ? this.#near(region, signal) : this.#all(signal);
    const samples = this.header.samples.length;
    let batch = new Batch(isIndexed);
    let whole = 0;
    let firstProblem: { line: number | undefined; problem: string } | undefined;
    let broken = 0;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const { text: written, number } of lines) {
        stopIfCancelled(this.#path, signal);
        if (written.trim() === '') continue;
        const { text, problem } = checkVcfLine(written, samples);
        if (problem === undefined) whole++;
        else {
          broken++;
          firstProblem ??= { line: number, problem };
        }
        if (region !== undefined && !canOverlap(text, problem !== undefined, region)) continue;
        batch.add(text, number, problem);
        if (!batch.isFull) continue;
        yield batch;
        batch = new Batch(isIndexed);
      }
    } catch (error) {
      // What was read before is told first.
      failure = { error };
    }
    if (batch.texts.length > 0) yield batch;
    if (failure !== undefined) throw failure.error;
    if (whole === 0 && firstProblem !== undefined) {
      const { line, problem } = firstProblem;
      throw new MegabaseError(
        'vcf-format',
        `None of the ${broken} records of ${this.#path} can be read. ` +
          `${line === undefined ? 'The first' : `Line ${line}`}: ${problem}`,
      );
    }
  }

  async close(): Promise<void> {
    await this.#unread?.lines.return(undefined);
    this.#unread = undefined;
  }

  async *#all(signal: AbortSignal | undefined): AsyncGenerator<Line> {
    const lines = this.#unread?.lines ?? readLines(this.#path, signal);
    try {
      const { first } = this.#unread ?? (await takeVcfHeader(this.#path, lines));
      this.#unread = undefined;
      if (first !== undefined) yield first;
      yield* lines;
    } finally {
      await lines.return(undefined);
    }
  }

  async *#near(
    region: Region,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ text: string; number: undefined }> {
    const index = defined(this.index);
    const handle = await openFile(this.#path);
    try {
      const file = {
        path: this.#path,
        file: new PlainSource(this.#path, handle),
        codes: { format: 'file-damaged', index: 'vcf-index' } as const,
      };
      /** POS of the line before. */
      let before = 0;
      for (const range of index.ranges(region)) {
        for await (const text of virtualLines(file, range, signal)) {
          if (text.startsWith('#')) continue;
          before = this.#positionOf(text, index.path, { contig: region.contig, before });
          if (before > region.end) return;
          yield { text, number: undefined };
        }
      }
    } finally {
      await handle.close();
    }
  }

  /** POS of a line, 1-based, or `before` of one that is no record, which is told of elsewhere. Error: `vcf-index`. */
  #positionOf(
    line: string,
    index: string,
    { contig, before }: { readonly contig: string; readonly before: number },
  ): number {
    const [name, pos] = line.split('\t', 2);
    if (!/^\d{1,15}$/.test(pos ?? '')) return before;
    // Whatever is in an index is sorted.
    if (name === contig && Number(pos) >= before) return Number(pos);
    throw new MegabaseError(
      'vcf-index',
      `${index} does not fit ${this.#path}: it leads to a record at ${name}:${pos} after one ` +
        `at ${contig}:${before}.`,
    );
  }
}

class Batch implements LineBatch {
  readonly texts: string[] = [];
  readonly numbers: number[] | undefined;
  readonly problems: (string | undefined)[] = [];
  readonly #since = performance.now();
  #length = 0;

  constructor(isIndexed: boolean) {
    this.numbers = isIndexed ? undefined : [];
  }

  get isFull(): boolean {
    return this.#length >= batchLength || performance.now() - this.#since >= batchMs;
  }

  add(text: string, number: number | undefined, problem: string | undefined): void {
    this.texts.push(text);
    if (number !== undefined) this.numbers?.push(number);
    this.problems.push(problem);
    this.#length += text.length;
  }
}

function canOverlap(text: string, isBroken: boolean, { contig, start, end }: Region): boolean {
  const [name, pos, , ref, alt, , , info] = text.split('\t', 8);
  if (isBroken) return name === contig || !text.includes('\t');
  if (name !== contig) return false;
  const first = Number(pos) - 1;
  if (first >= end) return false;
  return endOfRecord(first, defined(ref), defined(alt).split(','), defined(info)) > start;
}

/** Also says where the block is missing that ends a whole file. */
async function isBgzip(path: string, onNote?: (note: string) => void): Promise<boolean> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    const file = new PlainSource(path, handle);
    if (blockSize(await file.read(0, 1024)) === undefined) return false;
    const tail = await file.read(Math.max(0, size - endMark.length), endMark.length);
    if (!endMark.equals(tail)) onNote?.(endMarkNote(path));
    return true;
  } finally {
    await handle.close();
  }
}
