import {
  MegabaseError,
  type Contig,
  type UnphasedChoice,
  type VariantRow,
  defined,
} from '../../contract/index.ts';
import type { Vcf } from '../../formats/open-vcf/index.ts';
import { chooseEdits, VariantNormaliser } from '../../sequence/index.ts';
import {
  chooseSample,
  collectEdits,
  type ConsensusEdit,
  type HaplotypeEdits,
  describeUnsure,
} from '../consensus/index.ts';
import { headTracks } from '../../model/index.ts';
import { recordsIn, type SkipTally } from '../records/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import type { Tile } from './genome-tiles.ts';
import type { ScoreOptions } from './score-options.ts';
import { TileScorer } from './tile-scorer.ts';

export interface HaplotypeOptions extends ScoreOptions {
  readonly sample?: string | undefined;
  readonly unphased: UnphasedChoice;
}

/**
 * Scores each haplotype of a sample, all of its alleles applied together, tile by tile: what
 * that changes at the targets. There are as many haplotypes as a genotype has copies. The flanks have the haplotype's alleles too. Tiles in which a
 * haplotype is as the reference have no row.
 *
 * What the genotypes leave open is told as notes, and in `refusals` what could not be applied. Memory
 * holds the edits of all contigs. Errors: `usage` for the sample, or a model without tracks; those of
 * `scoreRecords`.
 */
export async function* scoreHaplotypes(
  vcf: Vcf,
  options: HaplotypeOptions,
  context: AnalysisContext,
  refusals: SkipTally,
): AsyncGenerator<VariantRow> {
  const { genome, model, emit, signal } = context;
  const { manifest } = model.model;
  if (headTracks(manifest).length === 0) {
    throw new MegabaseError(
      'usage',
      `The model ${manifest.name} has no tracks, so the effect of a haplotype cannot be measured.`,
    );
  }
  const sample = chooseSample(vcf.header, options.sample);
  const scorer = await TileScorer.open(options, context);
  const { region } = options;
  const { contigs } = genome;
  const records =
    region === undefined
      ? vcf.records({ signal })
      : recordsIn(vcf, scorer.tiles.at(region.contig, region.start).interval, { contigs, signal });
  const onNote = (note: string) => emit(textNote(note));
  const normaliser = new VariantNormaliser(genome, { onNote });
  const collected = await collectEdits(
    records,
    normaliser,
    { sample, haplotypes: undefined, unphased: options.unphased },
    refusals,
  );
  for (const note of describeUnsure(collected, options.unphased)) onNote(note);

  const tiles = tilesOf(collected.haplotypes, scorer, contigs);
  const name = vcf.header.samples[sample ?? -1];
  for (const [i, tile] of tiles.entries()) {
    const applied = collected.haplotypes.flatMap((haplotype) => {
      const edits = editsOf(haplotype, tile, refusals);
      return edits.length === 0 ? [] : [{ haplotype: haplotype.haplotype, edits }];
    });
    const span = { from: i / tiles.length, to: (i + 1) / tiles.length };
    const edits = applied.map((one) => one.edits);
    // The flank of a tile is part of another one, which tells of its targets.
    const within = region === undefined ? tile.region : tile.interval;
    const outcomes = await scorer.score(tile, edits, span, within);
    for (const [h, { scores, refusal }] of outcomes.entries()) {
      const { haplotype } = defined(applied[h]);
      yield {
        id: name === undefined ? 'first ALTs' : `${name} haplotype ${haplotype}`,
        place: tile.region,
        applied: defined(edits[h]).length,
        scores,
        reason: refusal && { code: refusal.reason, message: refusal.message },
      };
    }
  }
}

/** Those in which an edit lies, in the genome's order. */
function tilesOf(
  haplotypes: readonly HaplotypeEdits[],
  scorer: TileScorer,
  contigs: readonly Contig[],
): Tile[] {
  return contigs.flatMap(({ name }) => {
    const found = new Map<number, Tile>();
    for (const { start } of haplotypes.flatMap(({ byContig }) => byContig.get(name) ?? [])) {
      const tile = scorer.tiles.at(name, start);
      if (isIn(tile, start)) found.set(tile.region.start, tile);
    }
    return [...found.values()].sort((a, b) => a.region.start - b.region.start);
  });
}

/** What is applied in a tile: none where all lie in its flanks. */
function editsOf(
  { byContig }: HaplotypeEdits,
  tile: Tile,
  refusals: SkipTally,
): readonly ConsensusEdit[] {
  const { interval } = tile;
  const near = (byContig.get(interval.contig) ?? []).filter(
    ({ start, end }) => start < interval.end && end > interval.start,
  );
  const { chosen, refused } = chooseEdits(interval, near);
  for (const { edit, refusal } of refused) {
    // In a flank it belongs to another tile, which tells of it.
    if (isIn(tile, edit.start)) refusals.add(refusal, edit.where);
  }
  return chosen.some(({ start }) => isIn(tile, start)) ? chosen : [];
}

function isIn({ region, interval }: Tile, position: number): boolean {
  // Behind a contig's last base something can be put in.
  const end = region.end === interval.end ? region.end + 1 : region.end;
  return position >= region.start && position < end;
}
