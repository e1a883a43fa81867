import { createHash } from 'node:crypto';
import { contigNamed, defined, type Contig, type Region } from '../../../contract/index.ts';
import type { Vcf } from '../../../formats/open-vcf/index.ts';
import type { VcfLine } from '../../../formats/vcf/index.ts';
import { chooseRecords, ContigNames, type RecordChoice } from '../../records/index.ts';
import { changedBases } from '../../estimate/index.ts';
import { cutRow } from '../../shards/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { GenomeTiles, type VariantTile } from './genome-tiles.ts';
import type { ScoreOptions } from '../score-options.ts';

/** Neighbouring records of a file that lie in one tile. */
interface TileRun {
  /** Absent where no record before it has a place on the genome. */
  readonly tile: VariantTile | undefined;
  /** Which record is the first, from 0. */
  readonly from: number;
  count: number;
  /** Of these, lines that are no records. */
  broken: number;
}

/** Records that are scored in one piece, `from` to `to` of their file, from 0. */
export interface RecordPiece {
  readonly from: number;
  readonly to: number;
  /** Of these, lines that are no records. */
  readonly broken: number;
  /** What is read for them: each tile once. */
  readonly intervals: readonly Region[];
}

/** How the records of a file can be cut. */
export interface RecordCut {
  readonly records: number;
  /** A fingerprint of them. */
  readonly digest: string;
  /** Pieces at most: where one tile ends and another begins. */
  readonly most: number;
  /** Tiles that several pieces would have to read, since the file is not sorted. */
  readonly scattered: number;
  readonly cut: (count: number) => readonly RecordPiece[];
}

/**
 * Reads the records of a file once and says where they can be cut: where a tile of the genome ends, so
 * that each piece reads what the whole would have read. A record lies in the tile of its POS; one without
 * a place stays with those before it. Errors: those of reading.
 *
 * @param window bp that are read for each record and nothing besides; tiles where absent
 */
async function cutRecords(
  lines: AsyncIterable<VcfLine>,
  tiles: GenomeTiles,
  contigs: readonly Contig[],
  window?: number,
): Promise<RecordCut> {
  const runs: TileRun[] = [];
  const hash = createHash('sha256');
  const names = new ContigNames(contigs);
  let records = 0;
  for await (const line of lines) {
    hash.update(line.text).update('\n');
    const last = runs.at(-1);
    const [name, another] = line.broken ? [] : names.candidates(line.contig);
    // Of a name that fits none, or two, there is no place.
    const isOne = name !== undefined && another === undefined;
    const contig = isOne ? contigNamed(contigs, name) : undefined;
    if (line.broken || contig === undefined) {
      if (last) last.count++;
      else runs.push({ tile: undefined, from: 0, count: 1, broken: 0 });
    } else {
      const position = Math.min(Math.max(0, line.pos), contig.length - 1);
      if (last?.tile && holds(last.tile, contig.name, position)) last.count++;
      else {
        const tile = tiles.at(contig.name, position);
        // What stands before the first place belongs with it.
        if (last && last.tile === undefined) runs[0] = { ...last, tile, count: last.count + 1 };
        else if (last?.tile && nameOf(last.tile) === nameOf(tile)) last.count++;
        else runs.push({ tile, from: records, count: 1, broken: 0 });
      }
    }
    if (line.broken) defined(runs.at(-1)).broken++;
    records++;
  }
  const tileNames = runs.map(({ tile }) => tile && nameOf(tile));
  const costs = runs.map(({ tile, count }) => {
    if (window !== undefined) return count * window;
    return changedBases(count, tile ? [tile.interval.end - tile.interval.start] : []);
  });
  return {
    records,
    digest: hash.digest('hex').slice(0, 16),
    most: runs.length,
    scattered: runs.length - new Set(tileNames).size,
    cut: (count) =>
      cutRow(costs, count).map(({ start, end }) => {
        const own = runs.slice(start, end);
        const last = own.at(-1);
        const intervals = new Map<string, Region>();
        for (const { tile } of own) if (tile) intervals.set(nameOf(tile), tile.interval);
        return {
          from: own[0]?.from ?? records,
          to: last ? last.from + last.count : records,
          broken: own.reduce((sum, { broken }) => sum + broken, 0),
          intervals: [...intervals.values()],
        };
      }),
  };
}

/**
 * How the variants of a VCF file can be cut, scored with such options; all that is read is the file.
 * Errors: those of reading.
 */
export function cutVariants(
  vcf: Vcf,
  { region, among, flank, windowOnly, window }: ScoreOptions & RecordChoice,
  context: Pick<AnalysisContext, 'genome' | 'model' | 'signal'>,
): Promise<RecordCut> {
  const { genome, model } = context;
  const tiles = new GenomeTiles(genome.contigs, model.model.manifest, { region, flank });
  const { contigs } = genome;
  const lines = chooseRecords(vcf, { region, among }, { contigs, signal: context.signal });
  return cutRecords(lines, tiles, genome.contigs, windowOnly ? (window ?? 0) : undefined);
}

/** The lines from `from` to `to`, from 0. */
export async function* sliceLines(
  lines: AsyncIterable<VcfLine>,
  { from, to }: Pick<RecordPiece, 'from' | 'to'>,
): AsyncGenerator<VcfLine> {
  let number = 0;
  for await (const line of lines) {
    if (number >= to) return;
    if (number++ >= from) yield line;
  }
}

function holds({ region }: VariantTile, contig: string, position: number): boolean {
  return region.contig === contig && position >= region.start && position < region.end;
}

function nameOf({ region }: VariantTile): string {
  return `${region.contig} ${region.start}`;
}
