import { formatRegion, isMegabaseError, defined, type BadRow } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { matchContig } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { resultOf } from '../events/index.ts';
import {
  scoreRegions,
  windowLabels,
  type RegionScoreSpec,
  type ScoredLocus,
} from '../score/index.ts';
import type { RegionRow } from './dataset.ts';
import type { ScoredRow } from './score-by-track.ts';

/** Scores regions by a label of a window head, each in a window round it. */
export async function scoreByWindow(
  rows: readonly RegionRow[],
  { label, ...settings }: Omit<RegionScoreSpec, 'source'> & { readonly label: string },
  context: AnalysisContext,
  bad: BadRow[],
): Promise<ScoredRow<RegionRow>[]> {
  const { genome, model, emit, signal } = context;
  const column = windowLabels(model.model).findIndex(({ id }) => id === label);
  const known = rows.filter((row) => {
    const reason = reasonOfNone(row, genome);
    if (reason !== undefined) bad.push({ line: row.line, reason });
    return reason === undefined;
  });
  const loci = known.map(({ contig: name, start, end, strand }) => {
    const contig = matchContig(name, genome.contigs).contig.name;
    return { contig, start, end, strand, name: formatRegion({ contig, start, end }) };
  });
  const found: ScoredLocus[] = [];
  const spec = { ...settings, source: { kind: 'loci', loci } } as const;
  await resultOf(scoreRegions(context, spec, signal), (event) => {
    if (event.kind !== 'partial') emit(event);
    else if (event.partial.kind === 'row') found.push(event.partial.row);
  });
  const scored: ScoredRow<RegionRow>[] = [];
  for (const [i, { values, reason }] of found.entries()) {
    const row = defined(known[i]);
    if (values) scored.push({ row, score: values[column]! });
    else bad.push({ line: row.line, reason: defined(reason) });
  }
  return scored;
}

function reasonOfNone({ contig }: RegionRow, genome: Genome): string | undefined {
  try {
    matchContig(contig, genome.contigs);
    return undefined;
  } catch (error) {
    if (isMegabaseError(error)) return error.message;
    throw error;
  }
}
