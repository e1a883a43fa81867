import { defined } from '../../contract/index.ts';
import { parseGenotype, type Genotype } from './genotype.ts';
import { endOfRecord, structuralFields, type StructuralFields } from './structural.ts';

/** A line of a VCF file that could be read. */
export interface VcfRecord {
  readonly broken: false;
  /** 1-based; undefined where the record was reached through an index. */
  readonly line: number | undefined;
  /** The line as it stands in the file, without its end. */
  readonly text: string;
  readonly contig: string;
  /** First base of REF, 0-based: the file's POS less one; -1 where POS is 0, before the first base. */
  readonly pos: number;
  /** 0-based end of REF, or of the longest `<DEL>`, `<DUP>` or `<INV>` where that is further. */
  readonly end: number;
  /** As the file writes it, `.` where there is none. */
  readonly id: string;
  /** Case kept. */
  readonly ref: string;
  /** Case kept, symbolic alleles and `*` too; empty where ALT is `.`. */
  readonly alts: readonly string[];
  readonly qual: number | undefined;
  /** `PASS`, or the filters that failed; empty where the file says `.`. */
  readonly filter: readonly string[];
  /** The column as it stands. */
  readonly info: string;
  /** Keys of the sample columns, in their order. */
  readonly format: readonly string[];
  /** Where a symbolic ALT ends, and what is claimed of it; ALTs are counted from 0. */
  structural(alt: number): StructuralFields;
  /** A field of a sample (0-based, in the header's order); undefined where the record has none. */
  field(sample: number, key: string): string | undefined;
  /** The GT of a sample; undefined where there is none or it cannot be read. */
  genotype(sample: number): Genotype | undefined;
  /** Those of several samples, for which the line is parted once. */
  genotypes(samples: readonly number[]): (Genotype | undefined)[];
}

/** A line of a VCF file that no record can be made of. */
interface BrokenVcfRecord {
  readonly broken: true;
  readonly line: number | undefined;
  readonly text: string;
  /** A sentence: what is wrong, with the value found. */
  readonly problem: string;
}

export type VcfLine = VcfRecord | BrokenVcfRecord;

/** A line that is not of the header: what it says, and a sentence where it is no record. */
export function checkVcfLine(
  line: string,
  samples: number,
): { readonly text: string; readonly problem: string | undefined } {
  const text = withoutEmptyEnd(line, samples);
  return { text, problem: problemOf(text.split('\t', 9), text, samples) };
}

/** Some writers end each line with a tab: columns beyond the header's that hold nothing are none. */
function withoutEmptyEnd(text: string, samples: number): string {
  let end = text.length;
  const columns = samples === 0 ? 8 : 9 + samples;
  for (let extra = countTabs(text) + 1 - columns; extra > 0 && text[end - 1] === '\t'; extra--)
    end--;
  return end === text.length ? text : text.slice(0, end);
}

/** The record of a checked line, or the broken one where there is a `problem`. */
export function vcfLine(
  text: string,
  line: number | undefined,
  problem: string | undefined,
): VcfLine {
  if (problem !== undefined) return { broken: true, line, text, problem };
  const columns = text.split('\t', 9);
  const [contig, pos, id, ref, alt, qual, filter, info, keys] = columns;
  const [first, alts] = [Number(pos) - 1, alt === '.' ? [] : defined(alt).split(',')];
  const format = keys === undefined || keys === '' ? [] : keys.split(':');
  const field = (sample: number, key: string) => fieldOf(text, format, sample, key);
  return {
    broken: false,
    line,
    text,
    contig: defined(contig),
    pos: first,
    end: endOfRecord(first, defined(ref), alts, defined(info)),
    id: defined(id),
    ref: defined(ref),
    alts,
    qual: qual === '.' ? undefined : Number(qual),
    filter: filter === '.' ? [] : defined(filter).split(';'),
    info: defined(info),
    format,
    structural: (one) => structuralFields(defined(info), first, one, alts.length),
    field,
    genotype: (sample) => parseGenotype(field(sample, 'GT') ?? ''),
    genotypes(samples) {
      const at = format.indexOf('GT');
      const own =
        samples.length === 0 || at === -1 ? [] : text.split('\t', 10 + Math.max(...samples));
      return samples.map((one) => parseGenotype(own[9 + one]?.split(':', at + 1)[at] ?? ''));
    },
  };
}

/** What would be taken without a word otherwise, and bcftools would not. */
function problemOf(columns: readonly string[], text: string, samples: number): string | undefined {
  const [contig, pos, , ref, alt, qual, , info] = columns;
  if (text.startsWith('#')) return 'It begins with #, after the first record.';
  if (info === undefined) {
    return `It has ${columns.length} columns separated by tabs; 8 or more were expected.`;
  }
  if (!contig || /\s/.test(contig)) return `Its CHROM is ${quote(contig)}.`;
  if (!/^\d{1,15}$/.test(defined(pos)))
    return `Its POS is ${quote(pos)}; a whole number was expected.`;
  if (ref === '') return 'Its REF is empty.';
  if (alt === '') return 'Its ALT is empty.';
  if (qual !== '.' && (defined(qual).trim() === '' || Number.isNaN(Number(qual)))) {
    return `Its QUAL is ${quote(qual)}; a number or . was expected.`;
  }
  if (info === '') return 'Its INFO is empty; at least a . was expected.';
  // A line cut short loses columns at its end.
  const found = countTabs(text) + 1;
  const expected = samples === 0 ? found : 9 + samples;
  if (found !== expected && !(found === 8 && samples === 0)) {
    return `It has ${found} columns; with the header's samples there are ${expected}.`;
  }
  return undefined;
}

function fieldOf(
  text: string,
  format: readonly string[],
  sample: number,
  key: string,
): string | undefined {
  const at = format.indexOf(key);
  if (at === -1) return undefined;
  return text.split('\t', 10 + sample)[9 + sample]?.split(':', at + 1)[at];
}

function countTabs(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\t'); at !== -1; at = text.indexOf('\t', at + 1)) count++;
  return count;
}

function quote(text: string | undefined): string {
  return JSON.stringify(text === undefined || text.length <= 40 ? text : `${text.slice(0, 40)}...`);
}
