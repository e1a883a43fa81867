import { stat } from 'node:fs/promises';
import type { Region } from '../../contract/index.ts';
import { isStandardInput, readError } from '../bytes/index.ts';
import {
  type VcfHeader,
  type VcfLine,
  type LineBatch,
  parseVcf,
  vcfHeader,
  vcfLine,
} from '../vcf/index.ts';
import { nextOpening, parsers } from '../parser/index.ts';

/** An open VCF file. */
export interface Vcf {
  readonly path: string;
  readonly header: VcfHeader;
  /** The tabix or CSI index of a bgzip file: the one that was named, or the one beside it. */
  readonly index: { readonly path: string; readonly contigs: readonly string[] } | undefined;
  /**
   * The records in the file's order, one at a time, so that memory holds one whatever the file's
   * size. A line that is no record comes as a broken one with its reason, and the others follow it.
   *
   * With `region` (the contig as the file writes it) those that overlap it up to their `end`, through the index
   * where there is one; a broken record is left out where an index was used, and else only where its
   * contig is another.
   *
   * Throws `file-damaged` for a gzip file that is damaged or cut short, once what can be read was
   * given, `vcf-format` where there are records and none can be read, `vcf-index`, `parser-died`,
   * `cancelled`.
   */
  records(options?: {
    readonly region?: Region | undefined;
    readonly signal?: AbortSignal | undefined;
  }): AsyncGenerator<VcfLine>;
  /** To be called where `records` was never read; of use for a pipe. */
  close(): Promise<void>;
}

/**
 * Opens a VCF file, plain, gzip or bgzip; a pipe too, whose records can be read once. A file is parsed
 * in a process of its own (`../parser`), a pipe in this one, since another cannot open it. Throws
 * `vcf-format` where it has no header, `vcf-index`, `file-missing`, `file-unreadable`, `file-damaged`,
 * `parser-died`, `cancelled`.
 */
export async function openVcf(
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
): Promise<Vcf> {
  const found = await stat(path).catch((error: unknown) => {
    throw readError(path, error);
  });
  if (!found.isFile() || isStandardInput(path)) return openPipe(path, { onNote, signal });
  const file = { path, index: chosen, opening: nextOpening() };
  const { header, index } = await parsers().askOne(
    { kind: 'vcf-header', ...file },
    { onNote, signal },
  );
  return {
    ...{ path, index, header: vcfHeader(header) },
    async *records({ region, signal } = {}) {
      const question = { kind: 'records', ...file, region } as const;
      for await (const batch of parsers().ask(question, { signal })) yield* linesOf(batch);
    },
    // The file is the parser's, which closes it.
    close: () => Promise.resolve(),
  };
}

async function openPipe(path: string, options: Parameters<typeof parseVcf>[1]): Promise<Vcf> {
  const vcf = await parseVcf(path, options);
  return {
    ...{ path, index: undefined, header: vcfHeader(vcf.header) },
    async *records(options = {}) {
      for await (const batch of vcf.batches(options)) yield* linesOf(batch);
    },
    close: () => vcf.close(),
  };
}

function* linesOf({ texts, numbers, problems }: LineBatch): Generator<VcfLine> {
  for (const [i, text] of texts.entries()) yield vcfLine(text, numbers?.[i], problems[i]);
}
