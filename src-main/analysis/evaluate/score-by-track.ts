import {
  basesThere,
  holdsSpan,
  isMegabaseError,
  type BadRow,
  type PassProgress,
  type Region,
  type RegionPool,
  type TrackValues,
  defined,
} from '../../contract/index.ts';
import { describeModel, usefulContext } from '../../model/index.ts';
import { matchContig } from '../../sequence/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import type { AnalysisContext, ComputeSettings } from '../environment/index.ts';
import { innerResult } from '../events/index.ts';
import { predict } from '../predict/index.ts';
import type { RegionRow } from './dataset.ts';

/** Rows further apart are read apart, and no more than this is read as one, bp. */
const longestSpan = 1_000_000;

/** A row and what a model says of it. */
export interface ScoredRow<R> {
  readonly row: R;
  readonly score: number;
}

/** By what regions are scored, and how. */
export interface TrackScoreSettings extends ComputeSettings {
  readonly track: string;
  readonly pool: RegionPool;
  /** bp on each side; half of the model's useful context where absent. */
  readonly flank?: number | undefined;
}

/**
 * Scores regions by a track: the mean, or the largest, of the bins that overlap each. Neighbouring
 * rows are read in one pass, with half of the model's useful context on either side. Rows that cannot
 * be scored go to `bad`.
 */
export async function scoreByTrack(
  rows: readonly RegionRow[],
  { track, pool, ...settings }: TrackScoreSettings,
  context: AnalysisContext,
  bad: BadRow[],
): Promise<ScoredRow<RegionRow>[]> {
  const { manifest } = context.model.model;
  const isTiled = describeModel(context.model.model).tile !== undefined;
  const useful = usefulContext(manifest) ?? 0;
  // Of what is read in tiles only the rows get values, so what lies between them costs nothing.
  const gap = isTiled ? longestSpan : Math.max(useful, 1);
  const spans = groupMatched(matchRows(rows, context.genome, bad), gap);
  const scored: ScoredRow<RegionRow>[] = [];
  for (const [done, span] of spans.entries()) {
    const only = joinRegions(span.rows.map(({ region }) => region));
    const spec = { ...settings, region: span.region, half: true, only, tracks: [track] };
    const events = predict(context, spec, context.signal);
    const prediction = await innerResult(events, context.emit, (progress) =>
      spans.length === 1 ? progress : shareOf(progress, done, spans.length),
    );
    for (const { row, region } of span.rows) {
      const score = poolBins(defined(prediction.tracks[0]), region, pool);
      if (score === undefined) bad.push({ line: row.line, reason: 'No bin of it has a value.' });
      else scored.push({ row, score });
    }
  }
  return scored.sort((a, b) => a.row.line - b.row.line);
}

/** Regions of a contig, sorted by their starts; those that overlap or adjoin are one. */
function joinRegions(regions: readonly Region[]): Region[] {
  const joined: Region[] = [];
  for (const region of regions) {
    const last = joined.at(-1);
    if (last === undefined || region.start > last.end) joined.push(region);
    else joined[joined.length - 1] = { ...last, end: Math.max(last.end, region.end) };
  }
  return joined;
}

/** What the other passes will take is not known before they run. */
function shareOf(
  { secondsLeft: _, fraction, ...progress }: PassProgress,
  done: number,
  all: number,
): PassProgress {
  return { ...progress, fraction: (done + fraction) / all };
}

interface MatchedRow {
  readonly row: RegionRow;
  /** With the genome's own name of the contig. */
  readonly region: Region;
}

function matchRows(rows: readonly RegionRow[], genome: Genome, bad: BadRow[]): MatchedRow[] {
  return rows.flatMap((row) => {
    try {
      const { contig } = matchContig(row.contig, genome.contigs);
      if (holdsSpan(contig, row)) {
        return [{ row, region: { contig: contig.name, start: row.start, end: row.end } }];
      }
      const length = contig.length.toLocaleString('en-US');
      const reason =
        contig.parts === undefined
          ? `${contig.name} has ${length} bp; it ends beyond.`
          : `It is base ${row.start + 1} to ${row.end}; ${basesThere(contig)}.`;
      bad.push({ line: row.line, reason });
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      bad.push({ line: row.line, reason: error.message });
    }
    return [];
  });
}

/** Rows that are read together: neighbours no further apart than `gap`. */
export function groupMatched(
  matched: readonly MatchedRow[],
  gap: number,
): { region: Region; rows: MatchedRow[] }[] {
  const sorted = matched.toSorted(
    ({ region: a }, { region: b }) =>
      (a.contig < b.contig ? -1 : Number(a.contig > b.contig)) || a.start - b.start,
  );
  const spans: { region: Region; rows: MatchedRow[] }[] = [];
  for (const one of sorted) {
    const last = spans.at(-1);
    const { contig, start, end } = one.region;
    const joins =
      last?.region.contig === contig &&
      start - last.region.end <= gap &&
      end - last.region.start <= longestSpan;
    if (!joins) spans.push({ region: one.region, rows: [one] });
    else {
      last.region = { ...last.region, end: Math.max(last.region.end, end) };
      last.rows.push(one);
    }
  }
  return spans;
}

function poolBins(
  { info, start, values }: TrackValues,
  region: Region,
  pool: RegionPool,
): number | undefined {
  const from = Math.max(0, Math.floor((region.start - start) / info.bin));
  const to = Math.min(values.length, Math.ceil((region.end - start) / info.bin));
  const known = values.subarray(from, Math.max(from, to)).filter((value) => !Number.isNaN(value));
  if (known.length === 0) return undefined;
  return pool === 'max'
    ? known.reduce((most, value) => Math.max(most, value))
    : known.reduce((sum, value) => sum + value, 0) / known.length;
}
