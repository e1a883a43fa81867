import { MegabaseError, defined, type UnphasedChoice } from '../../contract/index.ts';
import type { VcfHeader, VcfLine, VcfRecord } from '../../formats/vcf/index.ts';
import {
  placeAlleles,
  refuse,
  variantId,
  type AlleleOutcome,
  type BaseEdit,
  type PlacedAlleles,
  type VariantNormaliser,
} from '../../sequence/index.ts';
import { SkipTally } from '../records/index.ts';
import { CopyCounts, copyCount, diploid } from './copy-counts.ts';

/** An edit and the variant it is of. */
export interface ConsensusEdit extends BaseEdit {
  /** `chr22:36201698:A>C`; of a symbolic allele as its record writes it, `chr22:36201698:A><DEL>`. */
  readonly id: string;
  /** Where it stands in the file, for messages. */
  readonly where: string;
}

/** One copy of the genome that is to be written. */
export interface HaplotypeEdits {
  /** From 1; undefined where the file has no samples. */
  readonly haplotype: number | undefined;
  /** By contig, in the file's order. */
  readonly byContig: Map<string, ConsensusEdit[]>;
}

export interface CollectedEdits {
  /** Those that were asked for, else as many as a genotype has copies; two where none is known. */
  readonly haplotypes: readonly HaplotypeEdits[];
  /** Absent where the file has no samples. */
  readonly copies: CopyCounts | undefined;
  /** Heterozygous genotypes without phase. */
  readonly unphased: number;
  /** Genotypes of which an allele is not known; the reference was left there. */
  readonly missing: number;
  /** Most phase sets (PS) that one contig has: what is on one haplotype holds within a set alone. */
  readonly phaseSets: number;
  readonly refusals: SkipTally;
}

/** The sample whose column is read: by name, or the only one; undefined where there is none. */
export function chooseSample(header: VcfHeader, name: string | undefined): number | undefined {
  const { samples } = header;
  if (name === undefined && samples.length <= 1) return samples.length === 0 ? undefined : 0;
  const index = name === undefined ? -1 : samples.indexOf(name);
  if (index >= 0) return index;
  const shown = samples.slice(0, 5).join(', ') + (samples.length > 5 ? ', ...' : '');
  const there = samples.length === 0 ? 'no samples' : `${samples.length} samples: ${shown}`;
  throw new MegabaseError(
    'usage',
    name === undefined
      ? `The VCF has ${there}. Name one with --sample.`
      : `The VCF has no sample "${name}"; it has ${there}.`,
  );
}

/**
 * Reads the records once and says which edit stands on which haplotype. A genotype of fewer copies than
 * another's stands on the first haplotypes, as bcftools has it: the others keep the reference there.
 *
 * Errors: `usage` for a haplotype that no genotype has, or a genotype of more than `maxCopies`.
 */
export async function collectEdits(
  records: AsyncIterable<VcfLine>,
  normaliser: VariantNormaliser,
  choice: {
    readonly sample: number | undefined;
    /** From 1; all where undefined. */
    readonly haplotypes: readonly number[] | undefined;
    readonly unphased: UnphasedChoice;
  },
  refusals = new SkipTally(),
): Promise<CollectedEdits> {
  const copies = choice.sample === undefined ? undefined : new CopyCounts();
  const chosen = copies === undefined ? [undefined] : choice.haplotypes;
  const haplotypes: HaplotypeEdits[] = chosen?.map(withoutEdits) ?? [];
  const growTo = (count: number) => {
    while (chosen === undefined && haplotypes.length < count)
      haplotypes.push(withoutEdits(haplotypes.length + 1));
  };
  const phaseSets = new Map<string, Set<string>>();
  let [unphased, missing] = [0, 0];
  for await (const record of records) {
    const where = record.line === undefined ? placeOf(record) : `line ${record.line}`;
    if (record.broken) {
      refusals.add(refuse('malformed', record.problem), where);
      continue;
    }
    const placed =
      choice.sample === undefined ? firstAlternative : genotypeOf(record, choice.sample);
    if (placed.state === 'unphased') unphased++;
    if (placed.state === 'missing') missing++;
    copies?.add(placed, record.contig, where);
    growTo(placed.haplotypes.length);
    if (placed.state === 'phased') notePhaseSet(phaseSets, record, choice.sample ?? 0);
    const wanted = haplotypes.map(({ haplotype = 1 }) =>
      alleleOn(haplotype, placed, choice.unphased),
    );
    if (!wanted.some((allele) => allele !== undefined && allele > 0)) continue;

    const outcomes = await normaliser.normalise(record);
    for (const [i, allele] of wanted.entries()) {
      if (allele === undefined || allele === 0) continue;
      const outcome = outcomeOf(outcomes, allele);
      if (outcome.variant === undefined) {
        // Both copies of one allele are one case.
        if (wanted.indexOf(allele) === i) refusals.add(outcome.refusal, where);
        continue;
      }
      const { contig, stated } = outcome.variant;
      const { pos, ref } = record;
      const { alt } = outcome;
      const id = alt.startsWith('<') ? variantId(contig, { pos, ref, alt }) : outcome.variant.id;
      const { byContig } = defined(haplotypes[i]);
      const edits = byContig.get(contig) ?? [];
      byContig.set(contig, edits);
      edits.push({ ...stated, id, where });
    }
  }
  const sets = Math.max(0, ...[...phaseSets.values()].map(({ size }) => size));
  const counted = { unphased, missing, phaseSets: sets, refusals };
  if (copies === undefined) return { haplotypes, copies, ...counted };
  growTo(copies.expected);
  // Of those beyond no allele is known anywhere.
  if (chosen === undefined) haplotypes.length = copies.expected;
  const beyond = Math.max(0, ...(choice.haplotypes ?? []));
  if (copies.most > 0 && beyond > Math.max(diploid, copies.most)) {
    throw new MegabaseError(
      'usage',
      `Haplotype ${beyond} was asked for; the genotypes have ${copyCount(copies.most)}.`,
    );
  }
  return { haplotypes, copies, ...counted };
}

function withoutEdits(haplotype: number | undefined): HaplotypeEdits {
  return { haplotype, byContig: new Map() };
}

/** Phase sets of a contig that are told apart; more than one is what matters. */
const mostSets = 1000;

function notePhaseSet(sets: Map<string, Set<string>>, record: VcfRecord, sample: number): void {
  const set = record.field(sample, 'PS') ?? '.';
  const known = sets.get(record.contig);
  if (known === undefined) sets.set(record.contig, new Set([set]));
  else if (known.size < mostSets) known.add(set);
}

const firstAlternative: PlacedAlleles = { state: 'haploid', haplotypes: [1] };

function genotypeOf(record: VcfRecord, sample: number): PlacedAlleles {
  return placeAlleles(record.genotype(sample));
}

function alleleOn(
  haplotype: number,
  { state, haplotypes }: PlacedAlleles,
  unphased: UnphasedChoice,
): number | undefined {
  if (state !== 'unphased' || unphased === 'as-written') return haplotypes[haplotype - 1];
  return unphased === 'reference' ? 0 : haplotypes.find((allele) => allele !== 0);
}

function outcomeOf(outcomes: readonly AlleleOutcome[], allele: number): AlleleOutcome {
  const [only] = outcomes;
  if (only?.allele === 0) return only;
  const found = outcomes[allele - 1];
  if (found !== undefined) return found;
  const message = `The genotype names allele ${allele}; the record has ${outcomes.length}.`;
  return { allele, alt: '.', refusal: refuse('malformed', message) };
}

function placeOf({ text }: VcfLine): string {
  return text.split('\t', 2).join(':');
}
