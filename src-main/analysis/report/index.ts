/**
 * A report: one page of HTML, of a set of variants or of a region, for somebody who does not have the
 * program.
 *
 *     const spec = { kind: 'region', region, annotation: 'genes.gff3', effects, resources, ... };
 *     const report = await resultOf(makeReport(environment, spec, signal), show);
 *     await writeReport(report, 'report.html');
 */
export { makeReport } from './make-report.ts';
export { type RegionReportSpec, type ReportedBases, type ReportSpec } from './report-spec.ts';
export { writeReport } from './write-report.ts';
