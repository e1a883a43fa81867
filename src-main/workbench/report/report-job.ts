import { basename } from 'node:path';
import {
  formatBytes,
  formatRegion,
  type ModelIdentity,
  type Region,
  type ReportRequest,
} from '../../contract/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import { defaultTolerance } from '../../analysis/perturbations/index.ts';
import { makeReport, writeReport, type ReportSpec } from '../../analysis/report/index.ts';
import { findBackground } from '../../analysis/variants/index.ts';
import { annotationOf, type OpenProject } from '../project/index.ts';
import { followAnalysis, type Work } from '../jobs/index.ts';
import { jobEnvironment, type JobContext } from '../environment/index.ts';
import { modelOfRun, plainRun } from '../runs/index.ts';
import { reportedBases, reportSetName } from './project-report.ts';
import { variantsSpec, RowTable } from '../variants/index.ts';
import { openReadings } from '../maps/index.ts';
import { rowsPath } from '../saved/index.ts';

export interface ReportOutput {
  readonly path: string;
  readonly replaces: Replaceable;
}

/** What of a project's entry a report needs, looked up when it is asked for. */
interface Reported {
  /** Model id. */
  readonly model: string;
  readonly region: Region | undefined;
  readonly title: string;
  readonly spec: (
    compute: Parameters<typeof variantsSpec>[2],
    model: ModelIdentity,
  ) => Promise<ReportSpec> | ReportSpec;
}

/** A report as a job. What it shows comes from the cache; what is gone from there is computed. */
export function reportJob(
  request: ReportRequest,
  { path, replaces }: ReportOutput,
  project: OpenProject,
  tools: JobContext,
): { title: string; region: Region | undefined; work: Work } {
  const { models, limits } = tools;
  const { model: id, region, title, spec: specOf } = reported(request, project, tools);
  const work: Work = async (job) => {
    const { signal } = job;
    const model = await models.load(id);
    const spec = await specOf({ provider: request.provider, ...limits() }, model.identity);
    const events = makeReport(jobEnvironment(project, model, tools), spec, signal);
    const report = await followAnalysis(events, job);
    signal.throwIfAborted();
    const bytes = await writeReport(report, path, { replaces });
    return { result: `Wrote ${path}, ${formatBytes(bytes)}.` };
  };
  return { title, region, work };
}

/** Errors: `project-entry-unknown`, `project-format`; `usage` for a context effect. */
function reported(
  { subject, maxRows }: ReportRequest,
  project: OpenProject,
  { locations, cache, models }: Pick<JobContext, 'locations' | 'cache' | 'models'>,
): Reported {
  const { resources } = locations;
  const file = basename(project.path);
  const common = { resources, maxRows };
  if (subject.kind === 'variants') {
    const set = project.variantSets.get(subject.set);
    const { source, region, model } = set.request;
    const name = basename(source);
    return {
      ...{ model, region, title: `Report on the variants of ${name}` },
      async spec(compute, identity) {
        const table = await RowTable.open(rowsPath(set, locations));
        const background = findBackground(locations.backgrounds, identity);
        return {
          ...{ kind: 'variants', ...common },
          variants: { ...variantsSpec(set.request, project.document, compute), background },
          kept: { head: table.head, records: table.records() },
          project: { file, variants: reportSetName(project.document, set) },
        };
      },
    };
  }
  const annotation = annotationOf(project.document.tracks);
  const ofProject = { ...common, annotation, project: { file } };
  if (subject.kind === 'map') {
    const { request } = project.maps.get(subject.map);
    const { region, flank, model, tolerance } = request;
    const { elements, targets, targetTrack, knockOut, background } = request;
    return {
      ...{ model, region, title: `Report on ${formatRegion(region)}` },
      spec: async (compute) => ({
        ...{ kind: 'region', ...ofProject, region, flank, tolerance, ...compute },
        annotation: targets ?? annotation,
        bases: reportedBases(project.document, model),
        effects: {
          ...{ elements, targets, targetTrack, knockOut, background },
          readings: await openReadings(request, models),
        },
      }),
    };
  }
  const run = plainRun(project, subject.run);
  const { region, interval, tracks } = run;
  const model = modelOfRun(run, project, cache.get());
  return {
    ...{ model, region },
    title: `Report on ${formatRegion(region)}`,
    spec: (compute) => ({
      ...{ kind: 'region', ...ofProject, region, interval, tracks, ...compute },
      ...{ tolerance: defaultTolerance, bases: reportedBases(project.document, model) },
    }),
  };
}
