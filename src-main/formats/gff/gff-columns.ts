import { MegabaseError, quoteField } from '../../contract/index.ts';

/** A line of a GFF3 or GTF file. */
export interface GffFeature {
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
 * The nine columns of a line, and what GFF3 and GTF write the same way in them. `where` begins the
 * sentence of an error, which is `gff-format`.
 */
export function readColumns(text: string, where: string) {
  const columns = text.split('\t');
  if (columns.length !== 9) {
    throw wrong(where, `has ${columns.length} columns, expected 9`);
  }
  const [start = '', end = '', score = '', strand = ''] = columns.slice(3);
  checkPositions(start, end, where);
  if (!/^[-+.?]$/.test(strand)) {
    throw wrong(where, `has ${quoteField(strand)} as strand, expected +, -, . or ?`);
  }
  if (score !== '.' && (score.trim() === '' || !Number.isFinite(Number(score)))) {
    throw wrong(where, `has ${quoteField(score)} as score, expected a number or .`);
  }
  const place: Pick<GffFeature, 'start' | 'end' | 'strand' | 'score'> = {
    start: Number(start) - 1,
    end: Number(end),
    strand: strand === '+' || strand === '-' ? strand : '.',
    ...(score === '.' ? {} : { score: Number(score) }),
  };
  return { columns, place };
}

function checkPositions(start: string, end: string, where: string): void {
  for (const [name, text] of Object.entries({ start, end })) {
    if (!/^\d{1,15}$/.test(text) || Number(text) < 1) {
      const found = quoteField(text);
      throw wrong(where, `has ${found} as ${name}, expected a whole number, 1 or more`);
    }
  }
  if (Number(end) < Number(start)) throw wrong(where, `has start ${start} and end ${end}`);
}

export function wrong(where: string, what: string): MegabaseError {
  return new MegabaseError('gff-format', `${where} ${what}.`);
}
