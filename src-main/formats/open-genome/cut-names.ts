import type { Contig, Span } from '../../contract/index.ts';

/** A sequence that was cut out of a contig. */
export interface CutPart extends Span {
  /** Of the contig that it was cut out of. */
  readonly contig: string;
  /** Its own, as its header has it. */
  readonly name: string;
}

/** `chr4:100-200`, 1-based with both ends included; a contig whose own name has a colon is left alone. */
const cutName = /^(?<contig>[^:]+):(?<first>\d[\d,]*)-(?<last>\d[\d,]*)$/;

/**
 * The sequences that were cut out of contigs, by their names: those that read as a region (as
 * `samtools faidx` writes it) and have as many bases as it. A name whose length differs, or of which the
 * contig is there beside it or the parts overlap, is a name like any other; the notes say what was done.
 */
export function cutNames(
  path: string,
  contigs: readonly Contig[],
): { readonly parts: readonly CutPart[]; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const whole = new Set(contigs.map(({ name }) => name));
  const found = contigs.flatMap(({ name, length }) => {
    const part = readName(name);
    if (part === undefined) return [];
    const wanted = part.end - part.start;
    if (wanted === length) return [part];
    notes.push(
      `${path}: "${name}" has ${length} bases, not the ${wanted} of a region of that name; the whole name is used.`,
    );
    return [];
  });
  const parts: CutPart[] = [];
  for (const [contig, some] of Map.groupBy(found, (part) => part.contig)) {
    const sorted = some.toSorted((a, b) => a.start - b.start);
    const overlap = sorted.find(({ start }, i) => i > 0 && start < (sorted[i - 1]?.end ?? 0));
    if (whole.has(contig) || overlap !== undefined) {
      const why = whole.has(contig) ? `${contig} itself is there too` : 'parts of it overlap';
      notes.push(`${path}: ${namesOf(some)} used as whole names because ${why}.`);
    } else parts.push(...sorted);
  }
  if (parts.length > 0) {
    notes.push(
      `${path}: ${namesOf(parts)} ${parts.length === 1 ? 'was' : 'were'} cut out of a contig; positions are ` +
        `those of the contig, and bases outside are N.`,
    );
  }
  return { parts, notes };
}

function readName(name: string): CutPart | undefined {
  const groups = cutName.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const { contig = '', first = '', last = '' } = groups;
  const [start, end] = [first, last].map((digits) => Number(digits.replaceAll(',', '')));
  if (start === undefined || end === undefined || start < 1 || end < start) return undefined;
  return { contig, name, start: start - 1, end };
}

function namesOf(parts: readonly CutPart[]): string {
  const shown = 3;
  const names = parts.slice(0, shown).map(({ name }) => `"${name}"`);
  const more = parts.length > shown ? ` and ${parts.length - shown} more` : '';
  return names.join(', ') + more;
}
