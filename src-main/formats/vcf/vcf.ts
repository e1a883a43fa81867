import { stat } from 'node:fs/promises';
import type VcfParser from '@gmod/vcf';
import type { Region } from '../../contract/index.ts';
import { endMark, blockSize, virtualLines } from '../bgzip/index.ts';

import { PlainSource, openFile, stopIfCancelled } from '../bytes/index.ts';

import { readLines, type Line } from '../lines/index.ts';
import { takeVcfHeader, type VcfHeader } from './vcf-header.ts';
import { findVcfIndex, type VcfIndex } from './vcf-index.ts';
import { parseVcfLine, type VcfLine } from './vcf-record.ts';

/** An open VCF file. */
export interface Vcf {
  readonly path: string;
  readonly header: VcfHeader;
  /** The tabix or CSI index beside a bgzip file. */
  readonly index: VcfIndex | undefined;
  /**
   * The records in the file's order, one at a time, so that memory holds one whatever the file's
   * size. A line that is no record comes as a broken one with its reason, and the others follow it.
   *
   * With `region` (the contig as the file writes it) those whose REF overlaps it, through the index
   * where there is one; a broken record is left out where an index was used, and else only where its
   * contig is another.
   *
   * Throws `file-unreadable` for a gzip file that is damaged or cut short, once what can be read was
   * given, `vcf-format` and `vcf-index` where an index led to it, `cancelled`.
   */
  records(options?: {
    readonly region?: Region | undefined;
    readonly signal?: AbortSignal | undefined;
  }): AsyncGenerator<VcfLine>;
  /** To be called where `records` was never read; of use for a pipe. */
  close(): Promise<void>;
}

/**
 * Opens a VCF file, plain, gzip or bgzip; a pipe too, whose records can be read once. Throws
 * `vcf-format` where it has no header, `vcf-index`, `file-missing`, `file-unreadable`.
 */
export async function openVcf(
  path: string,
  { onNote }: { readonly onNote?: ((note: string) => void) | undefined } = {},
): Promise<Vcf> {
  const lines = readLines(path);
  let rest: Rest | undefined;
  try {
    const { header, parser, first } = await takeVcfHeader(path, lines);
    // Opening a pipe a second time could wait for ever; a file need not be kept open.
    if (!(await stat(path)).isFile()) {
      rest = { first, lines };
      return new OpenVcf(path, header, undefined, parser, rest);
    }
    const index = (await isBgzip(path, onNote)) ? await findVcfIndex(path, onNote) : undefined;
    return new OpenVcf(path, header, index, parser, undefined);
  } finally {
    if (rest === undefined) await lines.return(undefined);
  }
}

/** What follows the header of a pipe. */
interface Rest {
  readonly first: Line | undefined;
  readonly lines: AsyncGenerator<Line>;
}

class OpenVcf implements Vcf {
  readonly path: string;
  readonly header: VcfHeader;
  readonly index: VcfIndex | undefined;
  readonly #parser: VcfParser;
  /** Of a pipe, until somebody reads it. */
  #unread: Rest | undefined;

  constructor(
    path: string,
    header: VcfHeader,
    index: VcfIndex | undefined,
    parser: VcfParser,
    unread: Rest | undefined,
  ) {
    this.path = path;
    this.header = header;
    this.index = index;
    this.#parser = parser;
    this.#unread = unread;
  }

  async *records({
    region,
    signal,
  }: {
    region?: Region | undefined;
    signal?: AbortSignal | undefined;
  } = {}): AsyncGenerator<VcfLine> {
    const lines =
      region !== undefined && this.index !== undefined ? this.#near(region, signal) : this.#all();
    for await (const { text, number } of lines) {
      stopIfCancelled(this.path, signal);
      if (text.trim() === '') continue;
      const record = parseVcfLine(this.#parser, text, number);
      if (region === undefined || canOverlap(record, region)) yield record;
    }
  }

  async close(): Promise<void> {
    await this.#unread?.lines.return(undefined);
    this.#unread = undefined;
  }

  async *#all(): AsyncGenerator<Line> {
    const lines = this.#unread?.lines ?? readLines(this.path);
    try {
      const { first } = this.#unread ?? (await takeVcfHeader(this.path, lines));
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
    const ranges = await this.index!.ranges(region);
    const handle = await openFile(this.path);
    try {
      const file = {
        path: this.path,
        file: new PlainSource(this.path, handle),
        codes: { format: 'vcf-format', index: 'vcf-index' } as const,
      };
      for (const range of ranges) {
        for await (const text of virtualLines(file, range, signal)) {
          if (text.startsWith('#')) continue;
          // Whatever is in an index is sorted.
          if (isBehind(text, region)) return;
          yield { text, number: undefined };
        }
      }
    } finally {
      await handle.close();
    }
  }
}

function isBehind(text: string, { contig, end }: Region): boolean {
  const [name, pos] = text.split('\t', 2);
  return name === contig && Number(pos) > end;
}

function canOverlap(record: VcfLine, { contig, start, end }: Region): boolean {
  if (record.broken) return record.text.split('\t', 1)[0] === contig || !record.text.includes('\t');
  if (record.contig !== contig) return false;
  return record.pos < end && record.pos + record.ref.length > start;
}

/** Also says where the block is missing that ends a whole file. */
async function isBgzip(path: string, onNote?: (note: string) => void): Promise<boolean> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    const file = new PlainSource(path, handle);
    if (blockSize(await file.read(0, 1024)) === undefined) return false;
    const tail = await file.read(Math.max(0, size - endMark.length), endMark.length);
    if (!endMark.equals(tail)) onNote?.(`${path} has no bgzip end mark; it may be cut short.`);
    return true;
  } finally {
    await handle.close();
  }
}
