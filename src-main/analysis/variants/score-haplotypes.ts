import {
  MegabaseError,
  type Shard,
  type UnphasedChoice,
  type VariantRow,
  defined,
} from '../../contract/index.ts';
import type { Vcf } from '../../formats/open-vcf/index.ts';
import type { VcfHeader } from '../../formats/vcf/index.ts';
import { VariantNormaliser } from '../../sequence/index.ts';
import {
  chooseSample,
  describeUnsure,
  EditCollector,
  RecordDigest,
  SampleEdits,
} from '../consensus/index.ts';
import { headTracks } from '../../model/index.ts';
import { chooseRecords, findSamples, type RecordChoice, type SkipTally } from '../records/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import { spanOfShard } from '../shards/index.ts';
import { contigsOfFile, hasContigsApart, contigShares } from './sources/index.ts';
import { scoreTiles, haplotypeTiles, TileScorer } from './tiles/index.ts';
import type { ScoreOptions } from './score-options.ts';

export interface HaplotypeOptions extends ScoreOptions, RecordChoice {
  /** Names, or all of the file; the only one where absent. */
  readonly samples?: readonly string[] | 'all' | undefined;
  readonly unphased: UnphasedChoice;
  /** Only this piece of the tiles; all where absent. */
  readonly shard?: Shard | undefined;
}

/** Rows of haplotypes. */
interface HaplotypeScores {
  /** Of the samples. */
  readonly names: readonly string[];
  /** Of a shard: all records with their fingerprint, and which tiles of how many are in it. */
  readonly cut?: {
    readonly input: string;
    readonly tiles: readonly [from: number, to: number, of: number];
  };
  readonly rows: AsyncIterable<VariantRow>;
}

/**
 * Scores each haplotype of some samples, all of its alleles applied together, tile by tile: what that
 * changes at the targets. There are as many haplotypes as a genotype has copies; those that are alike in
 * a tile are computed once. The flanks have the haplotype's alleles too. Tiles in which a haplotype is as
 * the reference have no row.
 *
 * What the genotypes leave open is told as notes, and in `refusals` what could not be applied. Memory
 * holds the edits of a contig where the file has an index, and so is sorted, else those of all. Errors:
 * `usage` for a sample, or a model without tracks; those of `scoreRecords`.
 */
export async function scoreHaplotypes(
  vcf: Vcf,
  options: HaplotypeOptions,
  context: AnalysisContext,
  refusals: SkipTally,
): Promise<HaplotypeScores> {
  const { genome, model, emit, signal } = context;
  const { manifest } = model.model;
  if (headTracks(manifest).length === 0) {
    throw new MegabaseError(
      'usage',
      `The model ${manifest.name} has no tracks, so the effect of a haplotype cannot be measured.`,
    );
  }
  const { unphased, among, shard } = options;
  const samples = chooseSamples(vcf.header, options.samples).map(
    (sample) => new SampleEdits({ sample, unphased }),
  );
  const scorer = await TileScorer.open(options, context);
  const { region } = options;
  const { contigs } = genome;
  const read = region && scorer.tiles.at(region.contig, region.start).interval;
  const passed = new RecordDigest();
  const records = passed.pass(chooseRecords(vcf, { region: read, among }, { contigs, signal }));
  const onNote = (note: string) => emit(textNote(note));
  const normaliser = new VariantNormaliser(genome, { onNote });
  const collector = new EditCollector(normaliser, samples, refusals);
  const named = samples.map((edits) => ({ name: nameOf(edits, vcf.header), edits }));
  const names = named.map(({ name }) => name ?? 'first ALTs');
  const noteUnsure = () => {
    const all = named.map(({ name, edits }) => ({ name, collected: edits.collected() }));
    for (const note of describeUnsure(all, unphased)) onNote(note);
  };
  const isApart = region === undefined && hasContigsApart(vcf, contigs);
  const spans = isApart && !shard ? contigShares(contigsOfFile(vcf, contigs)) : undefined;
  const scoring = { scorer, refusals, isWhole: region === undefined, spans };
  if (shard) {
    // The tiles of all contigs are cut: none is done before all are known.
    for await (const record of records) await collector.add(record);
    noteUnsure();
    const all = haplotypeTiles(named, scorer, isApart ? contigsOfFile(vcf, contigs) : contigs);
    const costs = all.map(({ interval }) => interval.end - interval.start);
    const { start, end } = spanOfShard(shard, costs, 'tiles with variants');
    const cut = { input: passed.text, tiles: [start, end, all.length] as const };
    return { names, cut, rows: scoreTiles(named, all.slice(start, end), scoring) };
  }
  async function* rows(): AsyncGenerator<VariantRow> {
    let contig: string | undefined;
    for await (const record of records) {
      if (isApart && !record.broken && record.contig !== contig) {
        yield* scoreTiles(named, haplotypeTiles(named, scorer, contigs), scoring);
        for (const { byContig } of samples.flatMap(({ haplotypes }) => haplotypes)) {
          byContig.clear();
        }
        ({ contig } = record);
      }
      await collector.add(record);
    }
    if (!isApart) noteUnsure();
    yield* scoreTiles(named, haplotypeTiles(named, scorer, contigs), scoring);
    if (isApart) noteUnsure();
  }
  return { names, rows: rows() };
}

function chooseSamples(
  header: VcfHeader,
  wanted: HaplotypeOptions['samples'],
): readonly (number | undefined)[] {
  if (wanted === undefined) return [chooseSample(header, undefined)];
  if (wanted !== 'all') return findSamples(header, [...new Set(wanted)]);
  return header.samples.length === 0 ? [undefined] : [...header.samples.keys()];
}

function nameOf({ sample }: SampleEdits, { samples }: VcfHeader): string | undefined {
  return sample === undefined ? undefined : defined(samples[sample]);
}
