import { MegabaseError, quoteField } from '../../contract/index.ts';

/** One record of a FASTA file, as a line of its `.fai` says. */
export interface FaiEntry {
  readonly name: string;
  /** Bases of the record. */
  readonly length: number;
  /** Offset of its first base in the unpacked file, bytes. */
  readonly offset: number;
  /** Bases on a whole line. */
  readonly lineBases: number;
  /** Bytes of a whole line, its end included: one more than `lineBases`, or two with CR LF. */
  readonly lineWidth: number;
}

/** Offset of a base in the unpacked file, bytes; `position` is 0-based in the record. */
export function baseOffset(entry: FaiEntry, position: number): number {
  const line = Math.floor(position / entry.lineBases);
  return entry.offset + line * entry.lineWidth + (position - line * entry.lineBases);
}

/**
 * Reads a `.fai`. Throws `fasta-index` with the line and the field that cannot be true. Records of
 * no bases, which samtools lists in some cases, are left out.
 */
export function parseFai(text: string, path: string): FaiEntry[] {
  const entries: FaiEntry[] = [];
  const names = new Set<string>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const entry = parseLine(line, `Line ${i + 1} of ${path}`);
    if (names.has(entry.name)) {
      throw new MegabaseError('fasta-index', `Line ${i + 1} of ${path} names ${entry.name} again.`);
    }
    names.add(entry.name);
    if (entry.length > 0) entries.push(entry);
  }
  if (entries.length === 0) {
    throw new MegabaseError('fasta-index', `${path} (${text.length} characters) names no record.`);
  }
  return entries;
}

/** The text of a `.fai`, as samtools writes it. */
export function formatFai(entries: readonly FaiEntry[]): string {
  return entries
    .map((e) => `${e.name}\t${e.length}\t${e.offset}\t${e.lineBases}\t${e.lineWidth}\n`)
    .join('');
}

const numberNames = ['length', 'offset', 'bases of a line', 'bytes of a line'] as const;

function parseLine(line: string, where: string): FaiEntry {
  const [name = '', ...fields] = line.split('\t');
  if (fields.length !== numberNames.length || name === '') {
    throw new MegabaseError(
      'fasta-index',
      `${where} has ${fields.length + 1} columns; expected a name and four numbers.`,
    );
  }
  const [length, offset, lineBases, lineWidth] = fields.map((field, i) => {
    if (/^\d{1,15}$/.test(field)) return Number(field);
    throw new MegabaseError(
      'fasta-index',
      `${where} gives ${quoteField(field)} as ${numberNames[i]}; expected a whole number.`,
    );
  }) as [number, number, number, number];

  // samtools lists some records without bases, without lines then.
  if (length === 0 && lineBases > 0) {
    throw new MegabaseError(
      'fasta-index',
      `${where} gives a total of 0 bases and ${lineBases} bases a line.`,
    );
  }
  const lineEnd = lineWidth - lineBases;
  // Some writers count no line end for a record of one line that the file ends with.
  const least = length > lineBases ? 1 : 0;
  if (length > 0 && (lineBases === 0 || lineEnd < least || lineEnd > 2)) {
    throw new MegabaseError(
      'fasta-index',
      `${where} says ${lineBases} bases in ${lineWidth} bytes a line; a line end is 1 or 2 bytes.`,
    );
  }
  return { name, length, offset, lineBases, lineWidth };
}
