import { formatBytes, formatRegion, type Region } from '../../contract/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import { exportRaw } from '../../analysis/raw/index.ts';
import { expectInRun } from './export-run.ts';
import { followAnalysis, type Work } from '../jobs/index.ts';
import { jobEnvironment, type JobContext } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';

/** What is to be written: a region of a run, all of it where no region is given. */
export interface RunRawExport {
  readonly run: string;
  readonly region?: string | undefined;
  readonly path: string;
  readonly replaces?: Replaceable | undefined;
}

/** Raw tensors of a run as a job: the pass runs once more over the interval that the run read. */
export function rawExportJob(
  { run, region: text, path, replaces }: RunRawExport,
  project: OpenProject,
  model: string,
  tools: JobContext,
): { title: string; region: Region; work: Work } {
  const made = project.runs.get(run);
  const { interval } = made;
  const region = text === undefined ? made.region : parseRegion(text, project.genome.contigs);
  expectInRun(region, interval);
  const { models, limits } = tools;
  const work: Work = async (job) => {
    const { signal } = job;
    const events = exportRaw(
      jobEnvironment(project, await models.load(model), tools),
      { region, path, replaces, interval, provider: 'auto', ...limits() },
      signal,
    );
    const { bytes } = await followAnalysis(events, job);
    return { result: `Wrote ${path}, ${formatBytes(bytes)}.` };
  };
  return { title: `Raw tensors of ${formatRegion(region)}`, region, work };
}
