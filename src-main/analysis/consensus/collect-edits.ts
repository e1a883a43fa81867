import { MegabaseError, defined } from '../../contract/index.ts';
import type { VcfHeader, VcfLine, VcfRecord } from '../../formats/vcf/index.ts';
import {
  placeAlleles,
  refuse,
  variantId,
  type AlleleOutcome,
  type PlacedAlleles,
  type VariantNormaliser,
} from '../../sequence/index.ts';
import { findSamples, sampleNames, type SkipTally } from '../records/index.ts';
import type { ConsensusEdit, SampleEdits } from './sample-edits.ts';

/** The sample whose column is read: by name, or the only one; undefined where there is none. */
export function chooseSample(header: VcfHeader, name: string | undefined): number | undefined {
  const { samples } = header;
  if (name !== undefined) return findSamples(header, [name])[0];
  if (samples.length <= 1) return samples.length === 0 ? undefined : 0;
  throw new MegabaseError('usage', `The VCF has ${sampleNames(samples)}. Name one with --sample.`);
}

/** Puts the alleles of records on the haplotypes of the samples that have them; samples share what an allele is. */
export class EditCollector {
  readonly #normaliser: VariantNormaliser;
  readonly #samples: readonly SampleEdits[];
  readonly #refusals: SkipTally;

  /** @param refusals takes what cannot be applied to any haplotype */
  constructor(normaliser: VariantNormaliser, samples: readonly SampleEdits[], refusals: SkipTally) {
    this.#normaliser = normaliser;
    this.#samples = samples;
    this.#refusals = refusals;
  }

  /** Errors: `usage` for a genotype of more than `maxCopies`; those of the reference. */
  async add(record: VcfLine): Promise<void> {
    const where = record.line === undefined ? placeOf(record) : `line ${record.line}`;
    if (record.broken) {
      this.#refusals.add(refuse('malformed', record.problem), where);
      return;
    }
    const placed = placedIn(record, this.#samples);
    const wanted = this.#samples.map((one, s) => one.place(record, defined(placed[s]), where));
    if (!wanted.some((alleles) => alleles.some(isAlternative))) return;

    const outcomes = await this.#normaliser.normalise(record);
    const edits = new Map<number, EditOnContig | undefined>();
    const editOf = (allele: number) => {
      if (!edits.has(allele)) {
        const outcome = outcomeOf(outcomes, allele);
        // Both copies of one allele are one case.
        if (outcome.refusal) this.#refusals.add(outcome.refusal, where);
        edits.set(allele, toEdit(outcome, record, where));
      }
      return edits.get(allele);
    };
    for (const [s, { haplotypes }] of this.#samples.entries()) {
      for (const [h, allele] of defined(wanted[s]).entries()) {
        const found = isAlternative(allele) ? editOf(allele) : undefined;
        if (found === undefined) continue;
        const { byContig } = defined(haplotypes[h]);
        const own = byContig.get(found.contig) ?? [];
        byContig.set(found.contig, own);
        own.push(found.edit);
      }
    }
  }
}

interface EditOnContig {
  readonly contig: string;
  readonly edit: ConsensusEdit;
}

function isAlternative(allele: number | undefined): allele is number {
  return allele !== undefined && allele > 0;
}

const firstAlternative: PlacedAlleles = { state: 'haploid', haplotypes: [1] };

function placedIn(record: VcfRecord, samples: readonly SampleEdits[]): PlacedAlleles[] {
  const genotypes = record.genotypes(samples.map(({ sample }) => sample ?? 0));
  return samples.map(({ sample }, i) =>
    sample === undefined ? firstAlternative : placeAlleles(genotypes[i]),
  );
}

function toEdit(
  { variant, alt }: AlleleOutcome,
  { pos, ref }: VcfRecord,
  where: string,
): EditOnContig | undefined {
  if (variant === undefined) return undefined;
  const { contig, stated } = variant;
  const id = alt.startsWith('<') ? variantId(contig, { pos, ref, alt }) : variant.id;
  return { contig, edit: { ...stated, id, where } };
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
