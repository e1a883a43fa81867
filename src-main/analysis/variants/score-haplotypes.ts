import { MegabaseError, type Contig, type VariantRow } from '../../contract/index.ts';
import type { Vcf } from '../../formats/vcf/index.ts';
import { chooseEdits, VariantNormaliser } from '../../sequence/index.ts';
import {
  chooseSample,
  collectEdits,
  type ConsensusEdit,
  type HaplotypeEdits,
  type UnphasedChoice,
  describeUnsure,
} from '../consensus/index.ts';

import { headTracks } from '../../model/index.ts';
import { recordsIn, type RefusalTally } from '../records/index.ts';

import type { Stretch } from './stretches.ts';
import type { ScoreOptions, ScoreTools } from './score-tools.ts';
import { VariantScorer } from './variant-scorer.ts';

export interface HaplotypeOptions extends ScoreOptions {
  readonly sample?: string | undefined;
  readonly unphased: UnphasedChoice;
}

/**
 * Scores each haplotype of a sample, all of its alleles applied together, stretch by stretch: what
 * that changes at the targets. The flanks have the haplotype's alleles too. Stretches in which a
 * haplotype is as the reference have no row.
 *
 * What the genotypes leave open is told as notes, and in `refusals` what could not be applied. Memory
 * holds the edits of all contigs. Errors: `usage` for the sample, or a model without tracks; those of
 * `scoreRecords`.
 */
export async function* scoreHaplotypes(
  vcf: Vcf,
  options: HaplotypeOptions,
  tools: ScoreTools,
  refusals: RefusalTally,
): AsyncGenerator<VariantRow> {
  const { fasta, model, listener, signal } = tools;
  const { manifest } = model.model;
  if (headTracks(manifest).length === 0) {
    throw new MegabaseError(
      'usage',
      `The model ${manifest.name} has no tracks, so nothing tells what a haplotype changes.`,
    );
  }
  const sample = chooseSample(vcf.header, options.sample);
  const scorer = await VariantScorer.open(options, tools);
  const { region } = options;
  const { contigs } = fasta;
  const records =
    region === undefined
      ? vcf.records({ signal })
      : recordsIn(vcf, scorer.stretches.at(region.contig, region.start).interval, {
          contigs,
          signal,
        });
  const normaliser = new VariantNormaliser(fasta, { onNote: (note) => listener.onNote(note) });
  const collected = await collectEdits(
    records,
    normaliser,
    { sample, haplotypes: [1, 2], unphased: options.unphased },
    refusals,
  );
  for (const note of describeUnsure(collected, options.unphased)) listener.onNote(note);

  const stretches = stretchesOf(collected.haplotypes, scorer, contigs);
  const name = vcf.header.samples[sample ?? -1];
  for (const [i, stretch] of stretches.entries()) {
    const applied = collected.haplotypes.flatMap((haplotype) => {
      const edits = editsOf(haplotype, stretch, refusals);
      return edits.length === 0 ? [] : [{ haplotype: haplotype.haplotype, edits }];
    });
    const span = { from: i / stretches.length, to: (i + 1) / stretches.length };
    const edits = applied.map((one) => one.edits);
    // The flank of a tile is part of another one, which tells of its targets.
    const limits = { targets: region === undefined ? stretch.region : stretch.interval };
    const outcomes = await scorer.score(stretch, edits, span, limits);
    for (const [h, { scores, refusal }] of outcomes.entries()) {
      const { haplotype } = applied[h]!;
      yield {
        id: name === undefined ? 'first ALTs' : `${name} haplotype ${haplotype}`,
        place: stretch.region,
        applied: edits[h]!.length,
        scores,
        reason: refusal && { code: refusal.reason, message: refusal.message },
      };
    }
  }
}

/** Those in which an edit lies, in the genome's order. */
function stretchesOf(
  haplotypes: readonly HaplotypeEdits[],
  scorer: VariantScorer,
  contigs: readonly Contig[],
): Stretch[] {
  return contigs.flatMap(({ name }) => {
    const found = new Map<number, Stretch>();
    for (const { start } of haplotypes.flatMap(({ byContig }) => byContig.get(name) ?? [])) {
      const stretch = scorer.stretches.at(name, start);
      if (isIn(stretch, start)) found.set(stretch.region.start, stretch);
    }
    return [...found.values()].sort((a, b) => a.region.start - b.region.start);
  });
}

/** What is applied in a stretch: none where all lie in its flanks. */
function editsOf(
  { byContig }: HaplotypeEdits,
  stretch: Stretch,
  refusals: RefusalTally,
): readonly ConsensusEdit[] {
  const { interval } = stretch;
  const near = (byContig.get(interval.contig) ?? []).filter(
    ({ start, end }) => start < interval.end && end > interval.start,
  );
  const { chosen, refused } = chooseEdits(interval, near);
  for (const { edit, refusal } of refused) {
    // In a flank it belongs to another stretch, which tells of it.
    if (isIn(stretch, edit.start)) refusals.add(refusal, edit.where);
  }
  return chosen.some(({ start }) => isIn(stretch, start)) ? chosen : [];
}

function isIn({ region, interval }: Stretch, position: number): boolean {
  // Behind a contig's last base something can be put in.
  const end = region.end === interval.end ? region.end + 1 : region.end;
  return position >= region.start && position < end;
}
