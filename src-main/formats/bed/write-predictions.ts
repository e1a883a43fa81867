import { defined, type TrackInfo } from '../../contract/index.ts';
import {
  type ExportJob,
  partOfRegions,
  passingRegions,
  type PassingRegion,
  textFormat,
  type TextPieces,
  quoted,
  rgb,
} from '../track-values/index.ts';
import { float32Text, commentLines, oneLine, partNotes, provenance } from '../output/index.ts';

/**
 * BED with nine columns, 0-based half-open: where a track reaches the threshold. The score is a
 * thousand times the largest probability; for other units it is scaled so that the largest value
 * of the same track in the file has 1000.
 * Source: samtools.github.io/hts-specs/BEDv1.pdf; genome.ucsc.edu/FAQ/FAQformat.html#format1.
 */
export const bed = textFormat(['.bed'], bedPieces, { needsThreshold: true });

function* bedPieces(job: ExportJob): TextPieces {
  const { run, tracks } = defined(job.predictions[0]);
  const { name, version } = run.model;
  const threshold = float32Text(defined(job.threshold));
  const regions = passingRegions(job);
  yield commentLines([
    ...provenance(job.predictions),
    ...partNotes(partOfRegions(job, regions)),
    { key: 'threshold', text: `${threshold}: a bin with this value or more passes` },
    { key: 'columns', text: 'start and end are 0-based half-open, in bp; name is the track' },
  ]);
  const description = `Regions at ${threshold} or more, ${name} ${version}`;
  yield `track name=${quoted(`Megabase ${name}`)} description=${quoted(description)} itemRgb="On"\n`;
  const scores = tracks.map(({ info }, index) => scoreScale(info, regions, index));
  for (const region of regions) {
    const { contig, start, end, track, max } = region;
    const { info } = defined(tracks[track]);
    const { id, color } = info;
    const score = Math.round(Math.min(1000, Math.max(0, max * defined(scores[track]))));
    const columns = [contig, start, end, oneLine(id), score, '.', start, end, rgb(color)];
    // What the largest value of the whole is, one part does not know: merging scales the score.
    if (job.part && info.unit !== 'probability') columns.push(float32Text(max));
    yield `${columns.join('\t')}\n`;
  }
  return { records: regions.length, leftOut: 0 };
}

/** What a value is multiplied by to become a score. */
function scoreScale(info: TrackInfo, regions: readonly PassingRegion[], track: number): number {
  if (info.unit === 'probability') return 1000;
  let largest = 0;
  for (const region of regions) {
    if (region.track === track) largest = Math.max(largest, region.max);
  }
  return largest > 0 ? 1000 / largest : 0;
}
