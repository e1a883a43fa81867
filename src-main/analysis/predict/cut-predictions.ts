import { defined, formatRegion, type Region, type Shard } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import type { PredictionPart } from '../../formats/track-values/index.ts';
import { chooseReading, chooseTracks, commonBin } from '../../model/index.ts';
import type { Environment } from '../environment/index.ts';
import { digest, DisjointSets, expectShard, inputTexts, pack } from '../shards/index.ts';

/** Regions that are predicted in one piece. */
export interface PredictionPiece {
  /** In the order asked for. */
  readonly regions: readonly Region[];
  readonly places: PredictionPart['places'];
  /** What is read: each interval once. */
  readonly intervals: readonly Region[];
}

/** What a run of `predict` is cut by. */
export interface PredictionCut {
  readonly flank?: number | undefined;
  readonly tracks?: readonly string[] | undefined;
  readonly threshold?: number | undefined;
}

/** bp that a pass costs besides those that it reads, about. */
const overhead = 1000;

/** Regions that stay together, by their numbers, and what is read for them. */
interface Group {
  readonly items: number[];
  readonly intervals: Map<string, Region>;
}

/**
 * The regions of a run in groups that cannot be parted: those that share a bin, of which one keeps its
 * values, and those for which the same is read. Gives the place of each in the genome's order, too.
 */
function groupRegions(
  regions: readonly Region[],
  { flank }: PredictionCut,
  { genome, model }: Pick<Environment, 'genome' | 'model'>,
): { readonly groups: readonly Group[]; readonly sorted: readonly number[] } {
  const { manifest } = model.model;
  const bin = commonBin(manifest);
  const contigs = new Map(genome.contigs.map((contig, rank) => [contig.name, { contig, rank }]));
  const contigOf = (item: number) => defined(contigs.get(defined(regions[item]).contig));
  const order = [...regions.keys()].sort((i, j) => {
    const [a, b] = [defined(regions[i]), defined(regions[j])];
    const ranks = contigOf(i).rank - contigOf(j).rank;
    return ranks || a.start - b.start || a.end - b.end || i - j;
  });
  const sorted = regions.map(() => 0);
  const intervals = regions.map((region, i) => {
    return chooseReading(region, contigOf(i).contig, manifest, { flank }).interval;
  });
  const sets = new DisjointSets(regions.length);
  const readFor = new Map<string, number>();
  let before: { readonly item: number; readonly contig: string; readonly end: number } | undefined;
  for (const [place, item] of order.entries()) {
    sorted[item] = place;
    const { contig, start, end: last } = defined(regions[item]);
    const name = formatRegion(defined(intervals[item]));
    const alike = readFor.get(name);
    if (alike === undefined) readFor.set(name, item);
    else sets.join(alike, item);
    let end = Math.ceil(last / bin) * bin;
    if (before?.contig === contig && Math.floor(start / bin) * bin < before.end) {
      sets.join(before.item, item);
      end = Math.max(end, before.end);
    }
    before = { item, contig, end };
  }
  const groups = new Map<number, Group>();
  for (const item of regions.keys()) {
    const root = sets.find(item);
    const group = groups.get(root) ?? { items: [], intervals: new Map<string, Region>() };
    groups.set(root, group);
    group.items.push(item);
    const interval = defined(intervals[item]);
    group.intervals.set(formatRegion(interval), interval);
  }
  return { groups: [...groups.values()], sorted };
}

/** How a run of `predict` can be cut: at most into `most` pieces, and into any number up to that. */
export function cutPredictions(
  regions: readonly Region[],
  options: PredictionCut,
  environment: Pick<Environment, 'genome' | 'model'>,
): { readonly most: number; readonly cut: (count: number) => readonly PredictionPiece[] } {
  const { groups, sorted } = groupRegions(regions, options, environment);
  const costs = groups.map(({ intervals }) =>
    [...intervals.values()].reduce((sum, { start, end }) => sum + end - start + overhead, 0),
  );
  return {
    most: groups.length,
    cut: (count) =>
      pack(costs, count).map((numbers) => {
        const own = numbers.map((number) => defined(groups[number]));
        const items = own.flatMap((group) => group.items).sort((a, b) => a - b);
        return {
          regions: items.map((item) => defined(regions[item])),
          places: items.map((asked) => ({ asked, sorted: defined(sorted[asked]) })),
          intervals: own.flatMap(({ intervals }) => [...intervals.values()]),
        };
      }),
  };
}

/** The regions of a shard, and what its files say of it. Error: `usage` for more shards than pieces. */
export async function predictionShard(
  regions: readonly Region[],
  shard: Shard,
  options: PredictionCut,
  environment: Pick<Environment, 'genome' | 'model'>,
): Promise<{ readonly regions: readonly Region[]; readonly part: PredictionPart }> {
  const { most, cut } = cutPredictions(regions, options, environment);
  expectShard(shard, most, most === 1 ? 'region' : 'regions that are read apart');
  const piece = defined(cut(shard.count)[shard.number - 1]);
  const { genome, model } = environment;
  const { flank, tracks, threshold } = options;
  const whole = {
    command: 'predict',
    model: `${model.identity.name} ${model.identity.version}`,
    'model-sha256': model.identity.hash,
    engine: engineVersion,
    ...(await inputTexts(genome)),
    regions: `${regions.length} regions, ${digest(regions.map(formatRegion))}`,
    flank: flank === undefined ? "fills the model's context" : `${flank} bp`,
    tracks: chooseTracks(model.model.manifest, tracks)
      .map(({ id }) => id)
      .join(', '),
    threshold: threshold === undefined ? 'default' : String(threshold),
  };
  return {
    regions: piece.regions,
    part: { shard, whole, places: piece.places, total: regions.length },
  };
}
