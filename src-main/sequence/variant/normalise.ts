import {
  basesThere,
  boundsAround,
  holdsSpan,
  isMegabaseError,
  type Contig,
  type Region,
} from '../../contract/index.ts';
import { matchContig } from '../match-contig.ts';
import { BasesWindow, type Reference } from './bases-window.ts';
import {
  editKindOf,
  leftAlign,
  trimAlleles,
  writeAlleles,
  type BaseEdit,
  type VariantKind,
  type VcfAlleles,
} from './edit.ts';
import { agrees, quote, refusalOfAlt, refusalOfLetters } from './read-allele.ts';
import { refuse, type SkipReason } from './skip-reason.ts';
import { readSymbolic, type SymbolicFields, type SymbolicAllele } from './symbolic.ts';
import { maxSymbolicBases, SymbolicBases, symbolicEdit } from './symbolic-edit.ts';

/** A span, 0-based half-open, as it is told: 1-based, with both ends. */
const basesFrom = (start: number, end: number) =>
  `base ${(start + 1).toLocaleString('en-US')} to ${end.toLocaleString('en-US')}`;

/** What a record states, in the letters of its file. */
export interface StatedVariant {
  readonly contig: string;
  /** First base of REF, 0-based. */
  readonly pos: number;
  readonly ref: string;
  /** None where ALT is `.`. */
  readonly alts: readonly string[];
  /** What is said of a symbolic ALT, counted from 0; without it none is read. */
  structural?(alt: number): SymbolicFields;
}

/** One allele in the one form that stands for every way to write it. */
export interface Variant {
  /** The genome's name of it. */
  readonly contig: string;
  readonly kind: VariantKind;
  /** Shortest, as far to the left as it goes: the same for every way to write the variant. */
  readonly edit: BaseEdit;
  /**
   * Shortest, at the place where the record has it. To be used where variants are applied together:
   * moved past another one of the same haplotype, an indel would make another sequence.
   */
  readonly stated: BaseEdit;
  /** The edit as VCF writes it, as `bcftools norm -m -any` does. */
  readonly alleles: VcfAlleles;
  /** `chr22:36201698:A>C`, 1-based, of `alleles`. */
  readonly id: string;
}

/** What became of one ALT of a record. */
export type AlleleOutcome = {
  /** Number of the allele in GT fields: 1 the first ALT. 0 where the whole record was refused. */
  readonly allele: number;
  /** As the file writes it; `.` where the whole record was refused. */
  readonly alt: string;
} & (
  | { readonly variant: Variant; readonly refusal?: undefined }
  | { readonly refusal: SkipReason; readonly variant?: undefined }
);

export interface NormaliseOptions {
  /** Most bases that an allele takes out or puts in; what has more is `too-long`. Default: 10,000. */
  readonly maxLength?: number | undefined;
  /** Variants that do not lie wholly inside are `outside-region`. The genome's contig names. */
  readonly region?: Region | undefined;
  /** Told once of every contig that was matched under another name. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** Bases beyond which an allele is `too-long`. */
const defaultMaxLength = 10_000;

/**
 * Brings the alleles of records into one form, checked against the reference.
 *
 *     const normaliser = new VariantNormaliser(genome, { onNote });
 *     for await (const record of vcf.records()) {
 *       if (record.broken) continue;
 *       for (const { variant, refusal } of await normaliser.normalise(record)) ...
 *     }
 *
 * Throws only what the reference throws; what is wrong with a variant is in its outcome. One call
 * at a time.
 */
export class VariantNormaliser {
  readonly #contigs: readonly Contig[];
  readonly #window: BasesWindow;
  readonly #options: NormaliseOptions;
  readonly #known = new Map<string, Contig | SkipReason>();
  readonly #symbolicBases = new SymbolicBases();

  constructor(reference: Reference, options: NormaliseOptions = {}) {
    this.#contigs = reference.contigs;
    this.#window = new BasesWindow(reference);
    this.#options = options;
  }

  /** One outcome an ALT, in their order; a single one where the record has none or is refused. */
  async normalise(record: StatedVariant): Promise<AlleleOutcome[]> {
    const { alts } = record;
    if (alts.length === 0) return [{ allele: 0, alt: '.', refusal: refuse('no-alternative') }];
    const outcomes: AlleleOutcome[] = [];
    for (const [i, alt] of alts.entries()) {
      const found = await this.#allele(record, alt, record.structural?.(i));
      outcomes.push({ allele: i + 1, alt, ...found });
    }
    return outcomes;
  }

  async #allele(
    record: StatedVariant,
    statedAlt: string,
    fields: SymbolicFields | undefined,
  ): Promise<{ variant: Variant } | { refusal: SkipReason }> {
    const { pos, ref: statedRef } = record;
    const contig = this.#match(record.contig);
    if ('reason' in contig) return { refusal: contig };
    const symbolic = readSymbolic(statedAlt, fields);
    if (symbolic !== undefined) {
      return 'reason' in symbolic
        ? { refusal: symbolic }
        : this.#symbolic(contig, record, statedAlt, symbolic);
    }
    const stated = refusalOfAlt(statedAlt) ?? refusalOfLetters('REF', statedRef);
    if (stated !== undefined) return { refusal: stated };
    const [ref, alt] = [statedRef.toUpperCase(), statedAlt.toUpperCase()];

    const end = pos + ref.length;
    if (!holdsSpan(contig, { start: pos, end })) {
      const message = `REF is ${basesFrom(pos, end)}; ${basesThere(contig)}.`;
      return { refusal: refuse('outside-contig', message) };
    }
    const read = (from: number, to: number) => this.#window.read(contig, from, to);
    const genome = await read(pos, end);
    if (!agrees(ref, genome)) {
      const message = `REF is ${quote(statedRef)}; ${contig.name} has ${quote(genome)} at base ${pos + 1}.`;
      return { refusal: refuse('ref-mismatch', message) };
    }

    const trimmed = trimAlleles(pos, ref, alt);
    const stretch = ref.slice(trimmed.start - pos, trimmed.end - pos);
    const refusal = this.#refusalOfEdit(trimmed, stretch);
    if (refusal !== undefined) return { refusal };
    return this.#variant(contig, trimmed, stretch);
  }

  /**
   * The change that a symbolic allele is of its bases, which begin behind POS however long REF is, as
   * bcftools has it; REF may be N. A duplicated copy stands in front of the bases that it copies.
   */
  async #symbolic(
    contig: Contig,
    { pos, ref: statedRef }: StatedVariant,
    alt: string,
    { kind, end }: SymbolicAllele,
  ): Promise<{ variant: Variant } | { refusal: SkipReason }> {
    const stated = refusalOfLetters('REF', statedRef);
    if (stated !== undefined) return { refusal: stated };
    const [ref, start] = [statedRef.toUpperCase(), pos + 1];
    if (end <= start) {
      const message = `${alt} begins at base ${start + 1} and ends at base ${end}.`;
      return { refusal: refuse('symbolic', message) };
    }
    const isUnstated = /^N+$/.test(ref);
    // What is in front of the first base has POS 0.
    const touched = { start: isUnstated ? start : pos, end: Math.max(end, pos + ref.length) };
    if (!holdsSpan(contig, touched)) {
      const message = `${alt} is of ${basesFrom(start, end)}; ${basesThere(contig)}.`;
      return { refusal: refuse('outside-contig', message) };
    }
    const read = (from: number, to: number) => this.#window.read(contig, from, to);
    const genome = isUnstated ? ref : await read(pos, pos + ref.length);
    if (!agrees(ref, genome)) {
      const message = `REF is ${quote(statedRef)}; ${contig.name} has ${quote(genome)} at base ${pos + 1}.`;
      return { refusal: refuse('ref-mismatch', message) };
    }
    const isLong = end - start > defaultMaxLength;
    const refusal = this.#refusalOfSymbolic(kind, end - start);
    if (refusal !== undefined) return { refusal };
    const letters = kind === 'deletion' && isLong ? '' : await read(start, end);
    const trimmed = symbolicEdit(kind, { start, end, letters });
    if (trimmed.start === trimmed.end && trimmed.bases === '')
      return { refusal: refuse('no-change') };
    // All bases of a long one as its name would be of no use to anyone.
    if (!isLong)
      return this.#variant(
        contig,
        trimmed,
        letters.slice(trimmed.start - start, trimmed.end - start),
      );
    const alleles = { pos, ref, alt };
    const id = variantId(contig.name, alleles);
    if (this.#isOutside(contig, trimmed)) return { refusal: refuse('outside-region') };
    const edit = withoutDirection(trimmed);
    return {
      variant: { contig: contig.name, kind: editKindOf(edit), edit, stated: trimmed, alleles, id },
    };
  }

  /** @param stretch the bases that the edit takes out */
  async #variant(
    contig: Contig,
    trimmed: BaseEdit,
    stretch: string,
  ): Promise<{ variant: Variant } | { refusal: SkipReason }> {
    const read = (from: number, to: number) => this.#window.read(contig, from, to);
    const edit = await leftAlign(withoutDirection(trimmed), read);
    const removed = trimmed.bases === '' ? await read(edit.start, edit.end) : stretch;
    if (this.#isOutside(contig, edit)) return { refusal: refuse('outside-region') };
    const alleles = await writeAlleles(edit, removed, boundsAround(contig, edit), read);
    const id = variantId(contig.name, alleles);
    return {
      variant: { contig: contig.name, kind: editKindOf(edit), edit, stated: trimmed, alleles, id },
    };
  }

  #refusalOfEdit({ start, end, bases }: BaseEdit, removed: string): SkipReason | undefined {
    if (start === end && bases === '') return refuse('no-change');
    const code = /[^ACGT]/.exec(bases + removed);
    if (code !== null) {
      return refuse('not-bases', `${code[0]} is not A, C, G or T.`);
    }
    return this.#refusalOfLength(Math.max(end - start, bases.length), Infinity);
  }

  #refusalOfSymbolic(kind: SymbolicAllele['kind'], length: number): SkipReason | undefined {
    if (kind === 'deletion') return this.#refusalOfLength(length, Infinity);
    const refusal = this.#refusalOfLength(length, maxSymbolicBases);
    if (refusal !== undefined || length <= defaultMaxLength) return refusal;
    return this.#symbolicBases.take(length);
  }

  #refusalOfLength(length: number, longest: number): SkipReason | undefined {
    const most = Math.min(longest, this.#options.maxLength ?? defaultMaxLength);
    if (length <= most) return undefined;
    return refuse('too-long', `It changes ${length} bases; at most ${most} are read.`);
  }

  #isOutside({ name }: Contig, { start, end }: BaseEdit): boolean {
    const { region } = this.#options;
    if (region === undefined) return false;
    return name !== region.contig || start < region.start || end > region.end;
  }

  #match(name: string): Contig | SkipReason {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const found = this.#find(name);
    // A file can name any number of contigs that are not there.
    if (this.#known.size < 100_000) this.#known.set(name, found);
    return found;
  }

  #find(name: string): Contig | SkipReason {
    try {
      const { contig, note } = matchContig(name, this.#contigs);
      if (note !== undefined) this.#options.onNote?.(note);
      return contig;
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      return refuse('contig-unknown', error.message);
    }
  }
}

/** As AlphaGenome writes it, 1-based: `chr22:36201698:A>C`. */
export function variantId(contig: string, { pos, ref, alt }: VcfAlleles): string {
  return `${contig}:${pos + 1}:${ref}>${alt}`;
}

/** As if its alleles were written out. */
function withoutDirection({ start, end, bases }: BaseEdit): BaseEdit {
  return { start, end, bases };
}
