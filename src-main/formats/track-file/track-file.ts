import { closeSync, existsSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import {
  isMegabaseError,
  MegabaseError,
  systemCode,
  type FileFormat,
  type FileKind,
} from '../../contract/index.ts';
import { readError } from '../bytes/index.ts';

/** What a file of the user's is, told by its name as IGV does. */
interface TrackFile {
  readonly format: FileFormat;
  readonly kind: FileKind;
  /** Path of its index: the one that was chosen, or the one beside it, where there is one. */
  readonly index: string | undefined;
}

interface Rule {
  readonly pattern: RegExp;
  readonly format: FileFormat;
  readonly kind: FileKind;
  /** Endings of an index, which reads need before they can be drawn. */
  readonly indexes: readonly string[];
}

const [gzip, utf8Mark] = ['\x1f\x8b', '\xef\xbb\xbf'];

/** What a file of a format begins with, where it has a beginning of its own. */
const heads: Partial<
  Record<FileFormat, { readonly name: string; readonly any: readonly string[] }>
> = {
  bam: { name: 'a BAM file', any: [gzip] },
  cram: { name: 'a CRAM file', any: ['CRAM'] },
  vcf: { name: 'a VCF file', any: ['#', `${utf8Mark}#`, gzip] },
  bigwig: { name: 'a bigWig file', any: ['\x26\xfc\x8f\x88', '\x88\x8f\xfc\x26'] },
};

const rules: readonly Rule[] = [
  { pattern: /\.bam$/i, format: 'bam', kind: 'alignment', indexes: ['.bai', '.csi'] },
  { pattern: /\.cram$/i, format: 'cram', kind: 'alignment', indexes: ['.crai'] },
  { pattern: /\.vcf(\.b?gz)?$/i, format: 'vcf', kind: 'variant', indexes: ['.tbi', '.csi'] },
  { pattern: /\.gff3?(\.b?gz)?$/i, format: 'gff3', kind: 'annotation', indexes: ['.tbi', '.csi'] },
  { pattern: /\.gtf(\.b?gz)?$/i, format: 'gtf', kind: 'annotation', indexes: ['.tbi', '.csi'] },
  { pattern: /\.bed(\.b?gz)?$/i, format: 'bed', kind: 'annotation', indexes: ['.tbi', '.csi'] },
  { pattern: /\.(bw|bigwig)$/i, format: 'bigwig', kind: 'signal', indexes: [] },
  {
    ...{ pattern: /\.(bedgraph|bdg|bg)(\.b?gz)?$/i, format: 'bedgraph', kind: 'signal' },
    indexes: ['.tbi', '.csi'],
  },
];

const genomePattern = /\.((fa|fasta|fna|fas)(\.b?gz)?|2bit)$/i;

/** The format that a file's name tells of, if any. */
export function formatOf(path: string): FileFormat | undefined {
  return rules.find(({ pattern }) => pattern.test(path))?.format;
}

export function looksLikeGenome(path: string): boolean {
  return genomePattern.test(path);
}

/** A genome's name without its ending. */
export function bareGenomeName(name: string): string {
  return name.replace(genomePattern, '');
}

const indexPattern = /\.(bai|csi|crai|tbi)$/i;

/** Whether a file's name is that of an index of reads, variants or annotation. */
export function looksLikeIndex(path: string): boolean {
  return indexPattern.test(path);
}

/** Paths on which an index of the file would be found by itself; none for a format without one. */
export function usualIndexes(path: string): string[] {
  const rule = rules.find(({ pattern }) => pattern.test(path));
  const bare = path.replace(/\.(bam|cram)$/i, '');
  const both = (rule?.indexes ?? []).flatMap((ending) => [`${path}${ending}`, `${bare}${ending}`]);
  return [...new Set(both)];
}

/**
 * `chosen`: path of the file's index, which lies elsewhere than beside it. Errors: `file-missing`, `file-unreadable`;
 * `track-format` for a name that says nothing; `alignment-index` for reads without an index, and for a chosen one that is
 * not there, cannot be read or is none.
 */
export function describeTrackFile(path: string, chosen?: string): TrackFile {
  if (statOf(path).isDirectory()) {
    throw new MegabaseError('track-format', `${path} is a folder; a file was expected.`);
  }
  const rule = rules.find(({ pattern }) => pattern.test(path));
  if (rule === undefined) {
    throw new MegabaseError(
      'track-format',
      `${path} cannot be drawn: its name does not tell its format.`,
    );
  }
  if (chosen !== undefined && rule.indexes.length === 0) {
    throw new MegabaseError(
      'track-format',
      `${path} has its index in itself; leave out ${chosen}.`,
    );
  }
  if (chosen !== undefined) expectIndex(path, chosen);
  const index = chosen ?? usualIndexes(path).find(existsSync);
  if (index === undefined && rule.kind === 'alignment') {
    throw new MegabaseError(
      'alignment-index',
      `${path} has no index: ${rule.indexes.map((ending) => `${path}${ending}`).join(' or ')} is needed.`,
    );
  }
  return { format: rule.format, kind: rule.kind, index };
}

/**
 * Finds out whether a file begins as its name says. Errors: `track-format`; `file-missing`, `file-unreadable`.
 */
export function expectHead(path: string): void {
  const format = formatOf(path);
  const own = format && heads[format];
  if (own === undefined) return;
  const head = statOf(path).size === 0 ? '' : beginningOf(path);
  if (own.any.some((one) => head.startsWith(one))) return;
  const found = head === '' ? 'it is empty' : `it begins with ${JSON.stringify(head)}`;
  throw new MegabaseError('track-format', `${path} is not ${own.name}: ${found}.`);
}

/** An index begins as BAI or CSI does, or is compressed. Error: `alignment-index`. */
function expectIndex(path: string, index: string): void {
  const head = headOf(path, index).toString('latin1');
  if (head === 'BAI\x01' || head === 'CSI\x01' || head.startsWith('\x1f\x8b')) return;
  throw new MegabaseError(
    'alignment-index',
    `${index} is not an index of ${path}: it begins with ${JSON.stringify(head)}.`,
  );
}

/** The first four bytes of an index, zero where it is shorter. Error: `alignment-index`. */
function headOf(path: string, index: string): Buffer {
  try {
    if (statSync(index, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new MegabaseError('alignment-index', `The index of ${path} is not there: ${index}.`);
    }
    return firstBytes(index);
  } catch (cause) {
    if (isMegabaseError(cause)) throw cause;
    throw new MegabaseError(
      'alignment-index',
      `The index of ${path} cannot be read (${systemCode(cause) ?? String(cause)}): ${index}.`,
      { cause },
    );
  }
}

/** The first four bytes of a file, zero where it is shorter. Throws what the system does. */
function firstBytes(path: string): Buffer {
  const head = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head;
}

/** The first four bytes of a file, as Latin-1. Error: `file-unreadable`. */
function beginningOf(path: string): string {
  try {
    return firstBytes(path).toString('latin1');
  } catch (error) {
    throw readError(path, error);
  }
}

/** What the system says of a file. Errors: `file-missing`, `file-unreadable`. */
function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw readError(path, error);
  }
}
