import { defined, type Span } from '../../contract/index.ts';
import type { Edit } from '../edited-sequence.ts';
import { tokenize } from '../tokens.ts';

/**
 * A change of the reference sequence in its shortest form: the bases from `start` to `end` (0-based,
 * half-open) are replaced. An insertion replaces none, a deletion by none.
 */
export interface BaseEdit {
  readonly start: number;
  readonly end: number;
  /** What stands there instead, upper case. */
  readonly bases: string;
  /** True where they are those that stood there, turned round: the other strand, read backwards. */
  readonly isInverted?: boolean | undefined;
}

/** The edit on the tokens of an interval of the contig that begins at base `start`, 0-based. */
export function tokenEdit({ start: from, end, bases }: BaseEdit, start: number): Edit {
  return { start: from - start, end: end - start, tokens: tokenize(bases) };
}

/** `delins`: some bases by another number of bases; `mnv`: by as many. */
export type VariantKind = 'snv' | 'mnv' | 'insertion' | 'deletion' | 'delins' | 'inversion';

export function editKindOf({ start, end, bases, isInverted }: BaseEdit): VariantKind {
  if (isInverted) return 'inversion';
  const removed = end - start;
  if (removed === 0) return 'insertion';
  if (bases === '') return 'deletion';
  if (removed !== bases.length) return 'delins';
  return removed === 1 ? 'snv' : 'mnv';
}

/**
 * The edit that a pair of alleles states, without the bases that both share: behind first, then in
 * front, as `bcftools norm` does. Both in upper case. `pos`: first base of `ref`, 0-based.
 */
export function trimAlleles(pos: number, ref: string, alt: string): BaseEdit {
  const shorter = Math.min(ref.length, alt.length);
  let behind = 0;
  while (
    behind < shorter &&
    ref.charCodeAt(ref.length - 1 - behind) === alt.charCodeAt(alt.length - 1 - behind)
  ) {
    behind++;
  }
  const rest = shorter - behind;
  let front = 0;
  while (front < rest && ref.charCodeAt(front) === alt.charCodeAt(front)) front++;
  return {
    start: pos + front,
    end: pos + ref.length - behind,
    bases: alt.slice(front, alt.length - behind),
  };
}

/** Bases of one contig, upper case: `end - start` of them. */
export type ReadBases = (start: number, end: number) => Promise<string>;

/** Bases looked at in one step to the left, and at most. */
const steps = { first: 64, largest: 1 << 16 };

/**
 * Moves an insertion or a deletion as far to the left as the sequence stays the same, which is where
 * `bcftools norm` puts it (Tan, Abecasis and Kang 2015, doi:10.1093/bioinformatics/btv112). Others
 * come back as they are.
 */
export async function leftAlign(edit: BaseEdit, readBases: ReadBases): Promise<BaseEdit> {
  const isInsertion = edit.end === edit.start;
  if (!isInsertion && edit.bases !== '') return edit;

  // A base in front that equals the last one that is put in, or taken out, may change places with it.
  let unit = isInsertion ? edit.bases : await readBases(edit.start, edit.end);
  let { start } = edit;
  for (let step: number = steps.first; start > 0; step = Math.min(2 * step, steps.largest)) {
    const from = Math.max(0, start - step);
    const before = await readBases(from, start);
    const text = before + unit;
    let moved = 0;
    while (
      moved < before.length &&
      text.charCodeAt(before.length - 1 - moved) === text.charCodeAt(text.length - 1 - moved)
    ) {
      moved++;
    }
    const at = before.length - moved;
    unit = text.slice(at, at + unit.length);
    start -= moved;
    if (at > 0) break;
  }
  return isInsertion
    ? { start, end: start, bases: unit }
    : { start, end: start + unit.length, bases: '' };
}

/** An edit as VCF writes it: where an allele would be empty, a base in front stands in both. */
export interface VcfAlleles {
  /** First base of `ref`, 0-based. */
  readonly pos: number;
  readonly ref: string;
  readonly alt: string;
}

/**
 * Writes an edit as VCF does. At the contig's first base the base behind it is the one that both
 * alleles have (VCF 4.3, 1.6.1). `removed`: the bases from `start` to `end`; `bounds`: of what there is of
 * the contig.
 */
export async function writeAlleles(
  { start, end, bases }: BaseEdit,
  removed: string,
  bounds: Span,
  readBases: ReadBases,
): Promise<VcfAlleles> {
  if (removed !== '' && bases !== '') return { pos: start, ref: removed, alt: bases };
  const isFirst = start <= bounds.start;
  const [from, to] = isFirst ? [end, Math.min(end + 1, bounds.end)] : [start - 1, start];
  const shared = asVcf(await readBases(from, to));
  return isFirst
    ? { pos: start, ref: removed + shared, alt: bases + shared }
    : { pos: from, ref: shared + removed, alt: shared + bases };
}

/** First base, in the alphabet, of those that an IUPAC code stands for. */
const firstBase: Readonly<Record<string, string>> = {
  R: 'A',
  Y: 'C',
  S: 'C',
  W: 'A',
  K: 'G',
  M: 'A',
  B: 'C',
  D: 'A',
  H: 'A',
  V: 'A',
};

/** Letters of a genome as REF may have them (VCF 4.3, 1.6.1). */
function asVcf(letters: string): string {
  return letters.replaceAll(/[RYSWKMBDHV]/g, (code) => defined(firstBase[code]));
}
