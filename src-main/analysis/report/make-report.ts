import type { Environment } from '../environment/index.ts';
import { runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { reportRegion } from './report-region.ts';
import type { ReportSpec } from './report-spec.ts';
import { reportVariants } from './report-variants.ts';
import type { Report } from './report.ts';

/**
 * Runs the analyses of a report, or takes what the cache has of them, and gathers all that the report says.
 * `writeReport` makes a page of it.
 *
 * Errors: those of the analyses and of reading their files; those of writing the table.
 */
export function makeReport(
  environment: Environment,
  spec: ReportSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<Report>> {
  return runAnalysis<Report>(signal, async (running) => {
    const notes = new Set<string>();
    const context = {
      ...environment,
      ...running,
      emit: (event: Parameters<typeof running.emit>[0]) => {
        // What was said on the way belongs to what the report rests on.
        if (event.kind === 'note' && event.note.kind === 'text') notes.add(event.note.text);
        running.emit(event);
      },
    };
    return spec.kind === 'variants'
      ? reportVariants(spec, notes, context)
      : reportRegion(spec, notes, context);
  });
}
