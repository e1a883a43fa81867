import { defined } from '../../../contract/index.ts';
import type { ContigOrder } from '../../track-values/index.ts';
import type { BinSource } from './bin-source.ts';
import { LittleEndian } from './little-endian.ts';
import { itemsPerSection, type Section } from './section.ts';
import { Summary } from './summary.ts';

/** Bytes of a record: chromosome, start, end, bases (u32), min, max, sum, sum of squares (f32). */
const recordBytes = 32;

/** Most records of a section. */
export const recordsPerSection = 512;

/** Values a record of the first level stands for; each further level takes four times as many. */
const firstReduction = 10;
const reductionStep = 4;

/** A level with fewer records than this is not worth another above it. */
const fewRecords = 16;
const mostLevels = 10;

/** A window of one chromosome summed up; `end` and `summary` grow while its values come. */
interface ZoomRecord {
  readonly chromosome: number;
  readonly window: number;
  readonly start: number;
  end: number;
  readonly summary: Summary;
}

/** Bases a record of each level covers, at least one level. `count` values of `bin` bases come. */
export function zoomReductions(bin: number, count: number): number[] {
  const reductions = [firstReduction * bin];
  while (reductions.length < mostLevels) {
    const last = defined(reductions.at(-1));
    const records = (count * bin) / last;
    if (records < fewRecords || last * reductionStep > 0xffffffff) break;
    reductions.push(last * reductionStep);
  }
  return reductions;
}

/** One level: the bins summed up in windows of `reduction` bases, as sections of records. */
export async function* zoomSections(
  bins: BinSource,
  genome: ContigOrder,
  reduction: number,
): AsyncGenerator<Section, void, undefined> {
  let batch: ZoomRecord[] = [];
  for await (const record of zoomRecords(bins, genome, reduction)) {
    const other = batch[0] !== undefined && batch[0].chromosome !== record.chromosome;
    if (other || batch.length === recordsPerSection) {
      yield zoomSection(batch);
      batch = [];
    }
    batch.push(record);
  }
  if (batch.length > 0) yield zoomSection(batch);
}

/**
 * Windows are counted from base 0 of the contig and hold whole bins, as a reduction is a multiple
 * of the bin. A record spans only the bases from its first value to its last: a reader that sees
 * half of a record takes half of its bases as covered.
 */
async function* zoomRecords(bins: BinSource, genome: ContigOrder, reduction: number) {
  let record: ZoomRecord | undefined;
  for await (const { contig, span, starts, values } of bins.blocks(itemsPerSection)) {
    const chromosome = defined(genome.placeOf(contig));
    for (let item = 0; item < starts.length; item++) {
      const start = starts[item]!;
      const window = Math.floor(start / reduction);
      if (record?.chromosome !== chromosome || record.window !== window) {
        if (record !== undefined) yield record;
        record = { chromosome, window, start, end: start, summary: new Summary() };
      }
      record.end = start + span;
      record.summary.add(values[item]!, span);
    }
  }
  if (record !== undefined) yield record;
}

function zoomSection(records: readonly ZoomRecord[]): Section {
  const out = new LittleEndian(records.length * recordBytes);
  for (const { chromosome, start, end, summary } of records) {
    out.u32(chromosome).u32(start).u32(end).u32(summary.bases);
    out.f32(summary.min).f32(summary.max).f32(summary.sum).f32(summary.sumOfSquares);
  }
  const { chromosome, start } = defined(records[0]);
  const { end } = defined(records.at(-1));
  return { chromosome, start, end, count: records.length, bytes: out.bytes };
}
