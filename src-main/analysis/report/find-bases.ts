import type { BaseMap } from '../../contract/index.ts';
import { findDependencies } from '../dependencies/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { innerResult } from '../events/index.ts';
import { findMutagenesis } from '../mutagenesis/index.ts';
import type { RegionReportSpec, ReportedBases } from './report-spec.ts';

/** A map of bases with its numbers. */
export interface FoundBases {
  readonly asked: ReportedBases;
  readonly map: BaseMap;
}

/** The maps of bases that overlap a report's region, in their order along it. Errors: those of the analyses. */
export async function findBases(
  { region, bases = [], provider, threads, scan, chunk, memory, progressEvery }: RegionReportSpec,
  context: AnalysisContext,
): Promise<FoundBases[]> {
  const { emit, signal } = context;
  const settings = { provider, threads, scan, chunk, memory, progressEvery };
  const overlapping = bases
    .filter(({ region: { contig, start, end } }) => {
      return contig === region.contig && start < region.end && end > region.start;
    })
    .toSorted((a, b) => a.region.start - b.region.start || a.region.end - b.region.end);
  const found: FoundBases[] = [];
  for (const asked of overlapping) {
    const { question, region, flank, tolerance } = asked;
    const { kind } = question;
    const spec = { ...settings, region, flank, tolerance };
    if (kind === 'dependencies') {
      const numbers = await innerResult(findDependencies(context, spec, signal), emit);
      found.push({ asked, map: { kind, numbers } });
    } else {
      const { readout, annotation } = question;
      const events = findMutagenesis(context, { ...spec, readout, annotation }, signal);
      found.push({ asked, map: { kind, numbers: await innerResult(events, emit) } });
    }
  }
  return found;
}
