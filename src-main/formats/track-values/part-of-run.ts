import { defined, type Region } from '../../contract/index.ts';
import { byRun, type PartBlock, type PartNote } from '../output/index.ts';
import type { ExportJob } from './export-format.ts';

/** The note of a part whose file has its predictions in the order asked for, so many lines of each. */
export function askedPart(job: ExportJob, lines: readonly number[]): PartNote | undefined {
  const { part } = job;
  const blocks = part?.places.map(({ asked }, i): PartBlock => [asked, defined(lines[i])]);
  return blocks && noteOf(job, [blocks]);
}

/**
 * The note of a part whose file has its predictions in the genome's order: for each section so many lines
 * of each prediction, in that order.
 */
export function sortedPart(
  job: ExportJob,
  sections: readonly (readonly number[])[],
): PartNote | undefined {
  const { part } = job;
  if (part === undefined) return undefined;
  const places = part.places.map(({ sorted }) => sorted).sort((a, b) => a - b);
  const blocksOf = (lines: readonly number[]) =>
    places.map((place, i): PartBlock => [place, defined(lines[i])]);
  return noteOf(job, sections.map(blocksOf));
}

/** As `sortedPart`, of a file that has these regions in the genome's order, a line each. */
export function partOfRegions(job: ExportJob, regions: readonly Region[]): PartNote | undefined {
  if (job.part === undefined) return undefined;
  const predicted = job.genome.sorted(job.predictions).map(({ region }) => region);
  const lines = predicted.map(() => 0);
  let at = 0;
  // A line belongs to the last prediction that begins at or before it: those of other parts lie apart.
  for (const region of regions) {
    while (at + 1 < predicted.length && begins(job, defined(predicted[at + 1]), region)) at++;
    lines[at] = (lines[at] ?? 0) + 1;
  }
  return sortedPart(job, [lines]);
}

function begins({ genome }: ExportJob, { contig, start }: Region, line: Region): boolean {
  return genome.compare({ contig, start, end: 0 }, { ...line, end: 0 }) <= 0;
}

function noteOf(job: ExportJob, sections: readonly (readonly PartBlock[])[]): PartNote | undefined {
  const { part, predictions } = job;
  if (part === undefined) return undefined;
  const { shard, whole, places, total } = part;
  const askedOf = (prediction: number) => defined(places[prediction]).asked;
  const runs = byRun(predictions).map(({ first }) => askedOf(first));
  const contigs = new Map<string, number>();
  for (const [i, { region }] of predictions.entries()) {
    if (!contigs.has(region.contig)) contigs.set(region.contig, askedOf(i));
  }
  return { shard, whole, sections, total, runs, contigs: [...contigs.values()] };
}
