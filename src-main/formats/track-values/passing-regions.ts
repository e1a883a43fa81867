import { defined, type Prediction, type Region, type TrackValues } from '../../contract/index.ts';
import type { ExportJob } from './export-format.ts';

/** A stretch where a track reaches the threshold throughout, clipped to the region it is from. */
export interface PassingRegion extends Region {
  /** Which of the tracks, counted from 0. */
  readonly track: number;
  /** Largest value of its bins, in the track's unit. */
  readonly max: number;
  /** Mean of its bins, each counted once. */
  readonly mean: number;
}

/** All of them, by contig in the genome's order, then start, then end, then track. */
export function passingRegions(job: ExportJob): PassingRegion[] {
  const threshold = defined(job.threshold);
  return job.predictions
    .flatMap((prediction) =>
      prediction.tracks.flatMap((track, index) =>
        trackRegions(prediction, track, index, threshold),
      ),
    )
    .sort((a, b) => job.genome.compare(a, b) || a.track - b.track);
}

function trackRegions(
  { region }: Prediction,
  { info, start, values }: TrackValues,
  track: number,
  threshold: number,
): PassingRegion[] {
  const found: PassingRegion[] = [];
  for (let bin = 0; bin < values.length;) {
    const first = bin;
    let max = -Infinity;
    let sum = 0;
    for (; bin < values.length; bin++) {
      const value = values[bin]!;
      if (!Number.isFinite(value) || value < threshold) break;
      max = Math.max(max, value);
      sum += value;
    }
    if (bin === first) {
      bin++;
      continue;
    }
    const from = Math.max(region.start, start + first * info.bin);
    const to = Math.min(region.end, start + bin * info.bin);
    if (from >= to) continue;
    const mean = sum / (bin - first);
    found.push({ contig: region.contig, start: from, end: to, track, max, mean });
  }
  return found;
}
