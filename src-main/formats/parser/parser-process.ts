/** A program of its own: parses alignments, variants and signals for the process that started it. */
import { MegabaseError, type Region } from '../../contract/index.ts';
import { parseAlignment, toColumns, type Alignment } from '../alignment/index.ts';
import { ParsedBigWig } from '../bigwig/index.ts';
import type { Genome } from '../genome/index.ts';
import { readsInFlight } from '../bytes/index.ts';
import { parseVcf, type ParsedVcf } from '../vcf/index.ts';
import { guardMemory } from './memory-guard.ts';
import type { FileRequest, ParserRequest } from './messages.ts';
import { parserLink } from './parser-link.ts';
import { parserMemory } from './start-parser.ts';

/** Files that are kept open, each with what was parsed of it. */
const maxOpen = 4;

/** Batches that may be on their way, so that one is parsed while another is used. */
const maxAhead = 2;

const aliveMs = 1000;

const link = parserLink();
const open = new Map<number, Promise<Alignment | ParsedVcf | ParsedBigWig>>();
const wanted = new Map<number, (letters: string | MegabaseError) => void>();
let credit = 0;
let goOn: (() => void) | undefined;
let sequences = 0;

link.onRequest((request) => {
  switch (request.kind) {
    case 'next':
      credit++;
      goOn?.();
      return;
    case 'stop':
      return;
    case 'sequence':
      wanted.get(request.id)?.(request.letters);
      return;
    case 'no-sequence':
      wanted.get(request.id)?.(new MegabaseError(request.code, request.message));
      return;
    default:
      void answer(request);
  }
});
guardMemory(parserMemory);

// What a library leaves to nobody belongs to the question in hand.
let onStray: ((error: unknown) => void) | undefined;
process.on('unhandledRejection', (error) => onStray?.(error));

/** By the question, the code of what is wrong with its file where nothing more is known. */
const formatCodes = {
  'alignment-header': 'alignment-format',
  reads: 'alignment-format',
  'vcf-header': 'vcf-format',
  records: 'vcf-format',
  'bigwig-header': 'bigwig-format',
  signal: 'bigwig-format',
} as const;

async function answer(question: Extract<ParserRequest, FileRequest>): Promise<void> {
  credit = maxAhead;
  const alive = setInterval(() => {
    const { bytes, pending } = readsInFlight();
    link.send({ kind: 'alive', bytesRead: bytes, waiting: pending > 0 || wanted.size > 0 });
  }, aliveMs);
  try {
    const stray = new Promise<never>((_, reject) => (onStray = reject));
    await Promise.race([work(question), stray]);
    link.send({ kind: 'done' });
  } catch (error) {
    const known = error instanceof MegabaseError ? error : undefined;
    const reason = error instanceof Error ? error.message : String(error);
    link.send({
      kind: 'failed',
      code: known?.code ?? formatCodes[question.kind],
      message: known?.message ?? `${question.path} cannot be decoded (${reason}).`,
    });
  } finally {
    onStray = undefined;
    clearInterval(alive);
  }
}

async function work(question: Extract<ParserRequest, FileRequest>): Promise<void> {
  switch (question.kind) {
    case 'alignment-header': {
      const { format, header } = await opened(question, openAlignmentFile);
      link.send({ kind: 'alignment-header', format, header });
      return;
    }
    case 'reads': {
      const alignment = await opened(question, openAlignmentFile);
      const { region, skipFlags } = question;
      for await (const reads of alignment.reads(region, { skipFlags })) {
        await forCredit();
        link.send({ kind: 'reads', columns: toColumns(reads) });
      }
      return;
    }
    case 'vcf-header': {
      const { header, index } = await opened(question, openVcfFile);
      link.send({
        kind: 'vcf-header',
        header,
        index: index && { path: index.path, contigs: index.contigs },
      });
      return;
    }
    case 'records': {
      const vcf = await opened(question, openVcfFile);
      for await (const batch of vcf.batches({ region: question.region })) {
        await forCredit();
        link.send({ kind: 'records', ...batch });
      }
      return;
    }
    case 'bigwig-header': {
      const { contigs } = await opened(question, openBigWigFile);
      link.send({ kind: 'bigwig-header', contigs });
      return;
    }
    case 'signal': {
      const file = await opened(question, openBigWigFile);
      const { starts, ends, scores } = await file.values(question.region);
      link.send({ kind: 'signal', starts, ends, scores });
    }
  }
}

async function forCredit(): Promise<void> {
  while (credit === 0) await new Promise<void>((resolve) => (goOn = resolve));
  credit--;
}

/** The file of a question, as it was opened for an earlier one or opened now. */
async function opened<T extends Alignment | ParsedVcf | ParsedBigWig>(
  question: FileRequest,
  openIt: (question: FileRequest) => Promise<T>,
): Promise<T> {
  let file = open.get(question.opening) as Promise<T> | undefined;
  if (file === undefined) {
    file = openIt(question);
    open.set(question.opening, file);
    file.catch(() => open.delete(question.opening));
    for (const [opening, other] of open) {
      if (open.size <= maxOpen) break;
      open.delete(opening);
      void other.then((one) => one.close()).catch(() => undefined);
    }
  }
  return file;
}

const onNote = (note: string) => link.send({ kind: 'note', note });

function openAlignmentFile({ path, index, contigs = [] }: FileRequest): Promise<Alignment> {
  const genome: Pick<Genome, 'contigs' | 'fetch'> = { contigs, fetch: fetchSequence };
  return parseAlignment(path, { genome, index, onNote });
}

function openVcfFile({ path, index }: FileRequest): Promise<ParsedVcf> {
  return parseVcf(path, { index, onNote });
}

function openBigWigFile({ path }: FileRequest): Promise<ParsedBigWig> {
  return ParsedBigWig.open(path);
}

async function fetchSequence(region: Region): Promise<string> {
  const id = ++sequences;
  const letters = await new Promise<string | MegabaseError>((resolve) => {
    wanted.set(id, resolve);
    link.send({ kind: 'sequence-wanted', id, region });
  });
  wanted.delete(id);
  if (typeof letters === 'string') return letters;
  throw letters;
}
