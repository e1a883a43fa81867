import { createHash } from 'node:crypto';
import { defined, formatRegion, type Region, type Shard } from '../../contract/index.ts';
import { partKey, partText, type PartBlock } from '../../formats/output/index.ts';
import type { VcfLine } from '../../formats/vcf/index.ts';
import { digest, expectShard, pack } from '../shards/index.ts';

/** A region that is written, and its place among all of them. */
export interface PlacedRegion {
  readonly region: Region;
  readonly place: number;
}

/** bp that a contig costs besides its bases, about. */
const overhead = 1000;

/** How the regions of a run are cut: contigs are whole. */
export function cutConsensus(
  regions: readonly Region[],
  count: number,
): readonly (readonly PlacedRegion[])[] {
  const costs = regions.map(({ start, end }) => end - start + overhead);
  return pack(costs, count).map((places) =>
    places.map((place) => ({ place, region: defined(regions[place]) })),
  );
}

/** The regions of a shard, or all. Error: `usage` for more shards than regions. */
export function placedRegions(
  regions: readonly Region[],
  shard: Shard | undefined,
): readonly PlacedRegion[] {
  if (shard === undefined) return regions.map((region, place) => ({ region, place }));
  expectShard(shard, regions.length, 'contigs');
  return defined(cutConsensus(regions, shard.count)[shard.number - 1]);
}

/** Counts the lines of a file, region by region. */
export class LineCount {
  readonly blocks: PartBlock[] = [];
  #lines = 0;

  add(bytes: Uint8Array): void {
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) this.#lines++;
  }

  endRegion(place: number): void {
    this.blocks.push([place, this.#lines]);
    this.#lines = 0;
  }
}

/** Records as they pass, with a fingerprint of them. */
export class RecordDigest {
  readonly #hash = createHash('sha256');
  #count = 0;

  async *pass(records: AsyncIterable<VcfLine>): AsyncGenerator<VcfLine> {
    for await (const record of records) {
      this.#hash.update(record.text).update('\n');
      this.#count++;
      yield record;
    }
  }

  get text(): string {
    return `${this.#count} records, ${this.#hash.digest('hex').slice(0, 16)}`;
  }
}

/** The last line of a shard's table: a FASTA file has no place for it. */
export function shardLine(
  shard: Shard,
  sections: readonly (readonly PartBlock[])[],
  asked: {
    readonly regions: readonly Region[];
    /** Of the files that are read, see `inputTexts`. */
    readonly files: Readonly<Record<string, string>>;
    readonly records: string;
    readonly settings: Readonly<Record<string, string>>;
  },
): string {
  const { regions, files, records, settings } = asked;
  const whole = {
    command: 'consensus',
    ...files,
    regions: `${regions.length} regions, ${digest(regions.map(formatRegion))}`,
    variants: records,
    ...settings,
  };
  return `# ${partKey}: ${partText({ shard, whole, sections, total: regions.length })}\n`;
}
