import { formatBytes, formatRegion, type Region } from '../contract/index.ts';
import { parseRegion } from '../sequence/index.ts';
import { cacheFolders } from '../home/index.ts';
import { predictRaw } from '../analysis/predict/index.ts';
import { expectInside } from './export-run.ts';
import { jobListener } from './job-listener.ts';
import type { Work } from './job-run.ts';
import type { OpenProject } from './open-project.ts';
import type { PredictJobTools } from './predict-job.ts';

/** What is to be written: a region of a run, all of it where no region is given. */
export interface RawExport {
  readonly run: string;
  readonly region?: string | undefined;
  readonly path: string;
}

/** Raw tensors of a run as a job: the pass runs once more over the interval that the run read. */
export function rawExportJob(
  { run, region: text, path }: RawExport,
  project: OpenProject,
  model: string,
  tools: Omit<PredictJobTools, 'onFinished'>,
): { title: string; region: Region; work: Work } {
  const made = project.getRun(run);
  const { interval } = made;
  const region = text === undefined ? made.region : parseRegion(text, project.genome.contigs);
  expectInside(region, interval);
  const { locations, models, threads, startComputeProcess } = tools;
  const work: Work = async (job) => {
    const { signal } = job;
    const { graphs, passes } = cacheFolders(locations.cache);
    const settings = { interval, provider: 'auto', threads } as const;
    const { bytes } = await predictRaw(region, settings, path, {
      ...{ fasta: project.genome, model: await models.load(model), cache: tools.cache.get() },
      ...{ graphs, passes, signal, startComputeProcess },
      listener: jobListener(job),
    });
    return { result: `Wrote ${path}, ${formatBytes(bytes)}.` };
  };
  return { title: `Raw tensors of ${formatRegion(region)}`, region, work };
}
