import { isMegabaseError, type Contig, type Region } from '../../contract/index.ts';
import { matchContig } from '../match-contig.ts';
import { BasesWindow, type Reference } from './bases-window.ts';
import {
  kindOf,
  leftAlign,
  trimAlleles,
  writeAlleles,
  type BaseEdit,
  type VariantKind,
  type VcfAlleles,
} from './edit.ts';
import { agrees, quote, refusalOfAlt, refusalOfLetters } from './read-allele.ts';
import { refuse, type SkipReason } from './skip-reason.ts';

/** What a record states, in the letters of its file. */
export interface StatedVariant {
  readonly contig: string;
  /** First base of REF, 0-based. */
  readonly pos: number;
  readonly ref: string;
  /** None where ALT is `.`. */
  readonly alts: readonly string[];
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
      const found = await this.#allele(record, alt);
      outcomes.push({ allele: i + 1, alt, ...found });
    }
    return outcomes;
  }

  async #allele(
    { contig: name, pos, ref: statedRef }: StatedVariant,
    statedAlt: string,
  ): Promise<{ variant: Variant } | { refusal: SkipReason }> {
    const contig = this.#match(name);
    if ('reason' in contig) return { refusal: contig };
    const stated = refusalOfAlt(statedAlt) ?? refusalOfLetters('REF', statedRef);
    if (stated !== undefined) return { refusal: stated };
    const [ref, alt] = [statedRef.toUpperCase(), statedAlt.toUpperCase()];

    const end = pos + ref.length;
    if (pos < 0 || end > contig.length) {
      const message = `REF is base ${pos + 1} to ${end}; ${contig.name} has bases 1 to ${contig.length}.`;
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
    const edit = await leftAlign(trimmed, read);
    const removed = trimmed.bases === '' ? await read(edit.start, edit.end) : stretch;
    const { region } = this.#options;
    if (region !== undefined && !isInside(contig.name, edit, region)) {
      return { refusal: refuse('outside-region') };
    }
    const alleles = await writeAlleles(edit, removed, contig.length, read);
    const id = variantId(contig.name, alleles);
    return {
      variant: { contig: contig.name, kind: kindOf(edit), edit, stated: trimmed, alleles, id },
    };
  }

  #refusalOfEdit({ start, end, bases }: BaseEdit, removed: string): SkipReason | undefined {
    if (start === end && bases === '') return refuse('no-change');
    const code = /[^ACGT]/.exec(bases + removed);
    if (code !== null) {
      return refuse('not-bases', `${code[0]} is not A, C, G or T.`);
    }
    const most = this.#options.maxLength ?? defaultMaxLength;
    const longest = Math.max(end - start, bases.length);
    if (longest <= most) return undefined;
    return refuse('too-long', `It changes ${longest} bases; at most ${most} are read.`);
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

function isInside(contig: string, { start, end }: BaseEdit, region: Region): boolean {
  return contig === region.contig && start >= region.start && end <= region.end;
}
