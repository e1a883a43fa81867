import {
  contigNamed,
  MegabaseError,
  type Contig,
  type Shard,
  type UnphasedChoice,
  type VariantRow,
  defined,
} from '../../contract/index.ts';
import type { Vcf } from '../../formats/open-vcf/index.ts';
import type { VcfHeader } from '../../formats/vcf/index.ts';
import { chooseEdits, VariantNormaliser } from '../../sequence/index.ts';
import {
  chooseSample,
  describeUnsure,
  EditCollector,
  RecordDigest,
  SampleEdits,
  type ConsensusEdit,
} from '../consensus/index.ts';
import { headTracks } from '../../model/index.ts';
import {
  chooseRecords,
  ContigNames,
  findSamples,
  type RecordChoice,
  type SkipTally,
} from '../records/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import type { Tile } from './genome-tiles.ts';
import type { ScoreOptions } from './score-options.ts';
import { spanOfShard } from '../shards/index.ts';
import { NearEdits } from './near-edits.ts';
import { TileScorer } from './tile-scorer.ts';

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
  const spans = isApart && !shard ? spansOf(contigsOfFile(vcf, contigs)) : undefined;
  const scoring = { scorer, refusals, isWhole: region === undefined, spans };
  if (shard) {
    // The tiles of all contigs are cut: none is done before all are known.
    for await (const record of records) await collector.add(record);
    noteUnsure();
    const all = tilesOf(named, scorer, isApart ? contigsOfFile(vcf, contigs) : contigs);
    const costs = all.map(({ interval }) => interval.end - interval.start);
    const { start, end } = spanOfShard(shard, costs, 'tiles with variants');
    const cut = { input: passed.text, tiles: [start, end, all.length] as const };
    return { names, cut, rows: scoreTiles(named, all.slice(start, end), scoring) };
  }
  async function* rows(): AsyncGenerator<VariantRow> {
    let contig: string | undefined;
    for await (const record of records) {
      if (isApart && !record.broken && record.contig !== contig) {
        yield* scoreTiles(named, tilesOf(named, scorer, contigs), scoring);
        for (const { byContig } of samples.flatMap(({ haplotypes }) => haplotypes)) {
          byContig.clear();
        }
        ({ contig } = record);
      }
      await collector.add(record);
    }
    if (!isApart) noteUnsure();
    yield* scoreTiles(named, tilesOf(named, scorer, contigs), scoring);
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

/** Whether the records of a contig stand together, as an index wants it, under one name. */
function hasContigsApart({ index }: Vcf, contigs: readonly Contig[]): boolean {
  if (index === undefined) return false;
  const names = new ContigNames(contigs);
  const meant = index.contigs.map((name) => names.candidates(name));
  const known = meant.flat();
  return meant.every(({ length }) => length <= 1) && new Set(known).size === known.length;
}

/** The contigs in the order in which a file has them, which is that of its rows. */
function contigsOfFile({ index }: Vcf, contigs: readonly Contig[]): readonly Contig[] {
  const names = new ContigNames(contigs);
  const order = defined(index).contigs.flatMap((name) => names.candidates(name));
  return order.flatMap((name) => contigNamed(contigs, name) ?? []);
}

/** From where to where a part lies in the whole, 0 to 1. */
interface Share {
  readonly from: number;
  readonly to: number;
}

/** Of some contigs, one after the other, the share of their bases that each is. */
function spansOf(contigs: readonly Contig[]): ReadonlyMap<string, Share> {
  const total = contigs.reduce((sum, { length }) => sum + length, 0);
  const spans = new Map<string, Share>();
  let before = 0;
  for (const { name, length } of contigs) {
    spans.set(name, { from: before / total, to: (before + length) / total });
    before += length;
  }
  return spans;
}

interface NamedSample {
  readonly name: string | undefined;
  readonly edits: SampleEdits;
}

interface HaplotypeScoring {
  readonly scorer: TileScorer;
  readonly refusals: SkipTally;
  /** Of the genome and not of a region. */
  readonly isWhole: boolean;
  /** What each contig is of all, where the tiles are those of one of them. */
  readonly spans: ReadonlyMap<string, Share> | undefined;
}

/** Rows of the edits that were collected, tile by tile. */
async function* scoreTiles(
  samples: readonly NamedSample[],
  tiles: readonly Tile[],
  { scorer, refusals, isWhole, spans }: HaplotypeScoring,
): AsyncGenerator<VariantRow> {
  const all = samples.flatMap(({ name, edits }) =>
    edits.haplotypes.map((haplotype) => ({ name, haplotype })),
  );
  const near = new Map<readonly ConsensusEdit[], NearEdits<ConsensusEdit>>();
  for (const [i, tile] of tiles.entries()) {
    // Of haplotypes that are alike the first, by what they are.
    const numbers = new Map<string, number>();
    const distinct: (readonly ConsensusEdit[])[] = [];
    const applied = all.flatMap(({ name, haplotype }) => {
      const own = haplotype.byContig.get(tile.region.contig) ?? [];
      const nearby = near.get(own) ?? new NearEdits(own);
      near.set(own, nearby);
      const edits = editsOf(nearby, tile, refusals);
      if (edits.length === 0) return [];
      const content = contentOf(edits);
      const number = numbers.get(content) ?? distinct.push(edits) - 1;
      numbers.set(content, number);
      return [{ name, haplotype: haplotype.haplotype, number }];
    });
    const { from, to } = spans?.get(tile.region.contig) ?? { from: 0, to: 1 };
    const shareAt = (done: number) => from + ((to - from) * done) / tiles.length;
    const span = { from: shareAt(i), to: shareAt(i + 1) };
    // The flank of a tile is part of another one, which tells of its targets.
    const within = isWhole ? tile.region : tile.interval;
    const outcomes = await scorer.score(tile, distinct, span, within);
    for (const { name, haplotype, number } of applied) {
      const { scores, refusal } = defined(outcomes[number]);
      yield {
        id: name === undefined ? 'first ALTs' : `${name} haplotype ${haplotype}`,
        ...(name !== undefined && { sample: name, haplotype }),
        place: tile.region,
        applied: defined(distinct[number]).length,
        scores,
        reason: refusal && { code: refusal.reason, message: refusal.message },
      };
    }
  }
}

/** The same of haplotypes that are the same sequence. */
function contentOf(edits: readonly ConsensusEdit[]): string {
  return edits.map(({ start, end, bases }) => `${start}-${end}${bases}`).join();
}

/** Those in which an edit lies, in the genome's order. */
function tilesOf(
  samples: readonly NamedSample[],
  scorer: TileScorer,
  contigs: readonly Contig[],
): Tile[] {
  const haplotypes = samples.flatMap(({ edits }) => edits.haplotypes);
  const named = new Set(haplotypes.flatMap(({ byContig }) => [...byContig.keys()]));
  return contigs
    .filter(({ name }) => named.has(name))
    .flatMap(({ name }) => {
      const found = new Map<number, Tile>();
      for (const { byContig } of haplotypes) {
        let last: Tile | undefined;
        for (const { start } of byContig.get(name) ?? []) {
          if (last && start >= last.region.start && start < last.region.end) continue;
          const tile = scorer.tiles.at(name, start);
          if (!isIn(tile, start)) continue;
          found.set(tile.region.start, tile);
          last = tile;
        }
      }
      return [...found.values()].sort((a, b) => a.region.start - b.region.start);
    });
}

/** What is applied in a tile: none where all lie in its flanks. */
function editsOf(
  edits: NearEdits<ConsensusEdit>,
  tile: Tile,
  refusals: SkipTally,
): readonly ConsensusEdit[] {
  const { chosen, refused } = chooseEdits(tile.interval, edits.in(tile.interval));
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
