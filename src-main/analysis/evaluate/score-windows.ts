import { formatRegion, isMegabaseError } from '../../contract/index.ts';
import {
  placeLabels,
  scorePlaces,
  type PlaceScoreSettings,
  type PlaceScoreTools,
} from '../score/index.ts';
import { matchContig } from '../../sequence/index.ts';

import type { BadRow, RegionRow } from './dataset.ts';
import type { ScoredRow } from './score-regions.ts';

/** Scores regions by a label of a window head, each in a window round it. */
export async function scoreWindows(
  rows: readonly RegionRow[],
  { label, ...settings }: PlaceScoreSettings & { readonly label: string },
  tools: PlaceScoreTools,
  bad: BadRow[],
): Promise<ScoredRow<RegionRow>[]> {
  const column = placeLabels(tools.model.model).findIndex(({ id }) => id === label);
  const known = rows.filter((row) => {
    const reason = reasonOfNone(row, tools);
    if (reason !== undefined) bad.push({ line: row.line, reason });
    return reason === undefined;
  });
  const places = known.map(({ contig: name, start, end, strand }) => {
    const contig = matchContig(name, tools.fasta.contigs).contig.name;
    return { contig, start, end, strand, name: formatRegion({ contig, start, end }) };
  });
  const scored: ScoredRow<RegionRow>[] = [];
  let next = 0;
  for await (const { values, reason } of scorePlaces(places, settings, tools)) {
    const row = known[next++]!;
    if (values) scored.push({ row, score: values[column]! });
    else bad.push({ line: row.line, reason: reason! });
  }
  return scored;
}

function reasonOfNone({ contig }: RegionRow, { fasta }: PlaceScoreTools): string | undefined {
  try {
    matchContig(contig, fasta.contigs);
    return undefined;
  } catch (error) {
    if (isMegabaseError(error)) return error.message;
    throw error;
  }
}
