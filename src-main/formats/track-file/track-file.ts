import { existsSync, statSync } from 'node:fs';
import { MegabaseError, type FileFormat, type FileKind } from '../../contract/index.ts';

/** What a file of the user's is, told by its name as IGV does. */
interface TrackFile {
  readonly format: FileFormat;
  readonly kind: FileKind;
  /** Path of its index, where there is one. */
  readonly index: string | undefined;
}

interface Rule {
  readonly pattern: RegExp;
  readonly format: FileFormat;
  readonly kind: FileKind;
  /** Endings of an index that the file needs before it can be drawn. */
  readonly indexes: readonly string[];
}

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

/**
 * Errors: `file-missing`; `track-format` for a name that says nothing, or reads without their index.
 */
export function describeTrackFile(path: string): TrackFile {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) throw new MegabaseError('file-missing', `There is no file ${path}.`);
  if (entry.isDirectory()) {
    throw new MegabaseError('track-format', `${path} is a folder; a file was expected.`);
  }
  const rule = rules.find(({ pattern }) => pattern.test(path));
  if (rule === undefined) {
    throw new MegabaseError(
      'track-format',
      `${path} cannot be drawn: its name does not tell its format.`,
    );
  }
  const bare = path.replace(/\.(bam|cram)$/i, '');
  const index = rule.indexes
    .flatMap((ending) => [`${path}${ending}`, `${bare}${ending}`])
    .find(existsSync);
  if (index === undefined && rule.kind === 'alignment') {
    throw new MegabaseError(
      'track-format',
      `${path} has no index: ${rule.indexes.map((ending) => `${path}${ending}`).join(' or ')} is needed.`,
    );
  }
  return { format: rule.format, kind: rule.kind, index };
}
