import { formatRegion, isMegabaseError, type BaseMap } from '../../contract/index.ts';
import { findDependencies } from '../dependencies/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { innerResult, textNote } from '../events/index.ts';
import { findMutagenesis } from '../mutagenesis/index.ts';
import type { RegionReportSpec, ReportedBases } from './report-spec.ts';

/** A map of bases with its numbers. */
export interface FoundBases {
  readonly asked: ReportedBases;
  readonly map: BaseMap;
}

/**
 * The maps of bases that overlap a report's region, in their order along it, as the cache has them: they may take
 * minutes that nobody asked for. One that is not there is left out with a note. Errors: those of the analyses.
 */
export async function findBases(
  { region, bases = [], threads, scan, chunk, memory, progressEvery }: RegionReportSpec,
  environment: AnalysisContext,
): Promise<FoundBases[]> {
  const context = { ...environment, cachedOnly: true };
  const { emit, signal } = context;
  // Whatever has computed them.
  const settings = { provider: 'auto' as const, threads, scan, chunk, memory, progressEvery };
  const overlapping = bases
    .filter(({ region: { contig, start, end } }) => {
      return contig === region.contig && start < region.end && end > region.start;
    })
    .toSorted((a, b) => a.region.start - b.region.start || a.region.end - b.region.end);
  const found: FoundBases[] = [];
  for (const asked of overlapping) {
    try {
      found.push({ asked, map: await findMap(asked) });
    } catch (error) {
      if (!isMegabaseError(error) || error.code !== 'cache-missing') throw error;
      const what = asked.question.kind === 'mutagenesis' ? 'mutagenesis' : 'dependency map';
      emit(
        textNote(
          `The ${what} of ${formatRegion(asked.region)} is not pictured: its values are not in the cache. Compute it again in the project for a report with it.`,
        ),
      );
    }
  }
  return found;

  async function findMap({ question, region, flank, tolerance }: ReportedBases): Promise<BaseMap> {
    const spec = { ...settings, region, flank, tolerance };
    const { kind } = question;
    if (kind === 'dependencies') {
      const numbers = await innerResult(findDependencies(context, spec, signal), emit);
      return { kind, numbers };
    }
    const { readout, annotation } = question;
    const events = findMutagenesis(context, { ...spec, readout, annotation }, signal);
    return { kind, numbers: await innerResult(events, emit) };
  }
}
