import { defined, type Contig, type VariantRow } from '../../../contract/index.ts';
import { chooseEdits } from '../../../sequence/index.ts';
import type { ConsensusEdit, SampleEdits } from '../../consensus/index.ts';
import type { SkipTally } from '../../records/index.ts';
import { type Share, type VariantTile, NearEdits } from '../sources/index.ts';
import type { TileScorer } from './tile-scorer.ts';

export interface NamedSample {
  readonly name: string | undefined;
  readonly edits: SampleEdits;
}

export interface HaplotypeScoring {
  readonly scorer: TileScorer;
  readonly refusals: SkipTally;
  /** Of the genome and not of a region. */
  readonly isWhole: boolean;
  /** What each contig is of all, where the tiles are those of one of them. */
  readonly spans: ReadonlyMap<string, Share> | undefined;
}

/** Rows of the edits that were collected, tile by tile. */
export async function* scoreTiles(
  samples: readonly NamedSample[],
  tiles: readonly VariantTile[],
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
export function haplotypeTiles(
  samples: readonly NamedSample[],
  scorer: TileScorer,
  contigs: readonly Contig[],
): VariantTile[] {
  const haplotypes = samples.flatMap(({ edits }) => edits.haplotypes);
  const named = new Set(haplotypes.flatMap(({ byContig }) => [...byContig.keys()]));
  return contigs
    .filter(({ name }) => named.has(name))
    .flatMap(({ name }) => {
      const found = new Map<number, VariantTile>();
      for (const { byContig } of haplotypes) {
        let last: VariantTile | undefined;
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
  tile: VariantTile,
  refusals: SkipTally,
): readonly ConsensusEdit[] {
  const { chosen, refused } = chooseEdits(tile.interval, edits.in(tile.interval));
  for (const { edit, refusal } of refused) {
    // In a flank it belongs to another tile, which tells of it.
    if (isIn(tile, edit.start)) refusals.add(refusal, edit.where);
  }
  return chosen.some(({ start }) => isIn(tile, start)) ? chosen : [];
}

function isIn({ region, interval }: VariantTile, position: number): boolean {
  // Behind a contig's last base something can be put in.
  const end = region.end === interval.end ? region.end + 1 : region.end;
  return position >= region.start && position < end;
}
