import { util } from '@gmod/gff';
import { MegabaseError } from '../contract/index.ts';
import { readLines } from './read-lines.ts';

/** A line of a GFF3 file. */
export interface Gff3Feature {
  readonly contig: string;
  /** Third column: `gene`, `promoter`, ... */
  readonly type: string;
  /** First base, 0-based. */
  readonly start: number;
  /** One past the last base, 0-based. */
  readonly end: number;
  /** `.` also where the file says `?`. */
  readonly strand: '+' | '-' | '.';
  readonly score?: number;
  /** Values as they read once unescaped. */
  readonly attributes: Record<string, string[]>;
}

/**
 * The features of a GFF3 file, plain or gzip, one a line and in its order; parents and children
 * stay apart. Throws `gff-format` with the line, `file-missing`, `file-unreadable`.
 */
export async function readGff3(path: string): Promise<Gff3Feature[]> {
  const features: Gff3Feature[] = [];
  for await (const { number, text } of readLines(path)) {
    // From here on the file is FASTA.
    if (/^(##FASTA\b|>)/.test(text)) break;
    if (/^(#|\s*$)/.test(text)) continue;
    features.push(parseLine(text, `Line ${number} of ${path}`));
  }
  return features;
}

function parseLine(text: string, where: string): Gff3Feature {
  const columns = text.split('\t');
  if (columns.length !== 9) {
    const found = JSON.stringify(text.slice(0, 80));
    throw wrong(where, `has ${columns.length} columns, expected 9: ${found}`);
  }
  const [start = '', end = '', score = '', strand = ''] = columns.slice(3);
  checkPositions(start, end, where);
  if (!/^[-+.?]$/.test(strand)) {
    throw wrong(where, `has ${JSON.stringify(strand)} as strand, expected +, -, . or ?`);
  }
  if (score !== '.' && (score.trim() === '' || !Number.isFinite(Number(score)))) {
    throw wrong(where, `has ${JSON.stringify(score)} as score, expected a number or .`);
  }
  const line = unescapeLine(columns, where);
  if (!line.seq_id || !line.type) throw wrong(where, 'lacks a contig or a type');
  return {
    contig: line.seq_id,
    type: line.type,
    start: Number(start) - 1,
    end: Number(end),
    strand: strand === '+' || strand === '-' ? strand : '.',
    ...(score === '.' ? {} : { score: Number(score) }),
    attributes: line.attributes ?? {},
  };
}

function checkPositions(start: string, end: string, where: string): void {
  for (const [name, text] of Object.entries({ start, end })) {
    if (!/^\d{1,15}$/.test(text) || Number(text) < 1) {
      const found = JSON.stringify(text);
      throw wrong(where, `has ${found} as ${name}, expected a whole number, 1 or more`);
    }
  }
  if (Number(end) < Number(start)) throw wrong(where, `has start ${start} and end ${end}`);
}

/**
 * Unescapes a line with @gmod/gff 2.0.0, which throws at a `%` that escapes nothing ("50% alike")
 * and drops what follows a second `=` in a value ("url=http://a?b=c"). Files have both, so the `=`
 * is escaped before, and where a `%` is wrong, the line's escapes are kept as they stand.
 */
function unescapeLine(columns: readonly string[], where: string) {
  const attributes = columns[8]!;
  if (attributes !== '.' && attributes !== '' && !attributes.includes('=')) {
    throw wrong(
      where,
      `has no key=value as attributes: ${JSON.stringify(attributes.slice(0, 80))}`,
    );
  }
  try {
    return util.parseFeature(escapeEquals(columns));
  } catch (error) {
    if (!(error instanceof URIError)) {
      throw new MegabaseError('gff-format', `${where} cannot be parsed.`, { cause: error });
    }
    return util.parseFeature(escapeEquals(columns.map((text) => text.replaceAll('%', '%25'))));
  }
}

/** The line, with every `=` of a value escaped. */
function escapeEquals(columns: readonly string[]): string {
  const pairs = columns[8]!.split(';').map((pair) => {
    const [key, ...value] = pair.split('=');
    return value.length === 0 ? pair : `${key}=${value.join('%3D')}`;
  });
  return [...columns.slice(0, 8), pairs.join(';')].join('\t');
}

function wrong(where: string, what: string): MegabaseError {
  return new MegabaseError('gff-format', `${where} ${what}.`);
}
