import { formatRegion, type MutagenesisRequest } from '../contract/index.ts';
import {
  checkReadout,
  findMutagenesis,
  type MutagenesisSpec,
} from '../analysis/mutagenesis/index.ts';
import { resultOf } from '../analysis/events/index.ts';
import { defaultTolerance } from '../analysis/perturbations/index.ts';
import type { Manifest } from '../model/index.ts';
import { parseRegion } from '../sequence/index.ts';
import type { Answers } from './answers.ts';
import { cachedEnvironment } from './cached-map.ts';
import { fileOfProject } from './file-of-project.ts';
import { followAnalysis } from './follow-analysis.ts';
import { jobEnvironment } from './job-environment.ts';
import type { JobQueue } from './job-queue.ts';
import type { Work } from './job-run.ts';
import type { OpenProject } from './open-project.ts';
import type { JobContext } from './predict-job.ts';
import type { ProjectStore } from './project-store.ts';

/** In-silico mutagenesis: computed as a job, and read from the cache afterwards. */
export function mutagenesisMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: Omit<JobContext, 'onFinished'>,
): Pick<Answers, 'findMutagenesis' | 'mutagenesis'> {
  const { models, cache, limits } = tools;
  return {
    findMutagenesis: (request) => {
      const project = projects.get(request.project);
      const { manifest } = models.library.find(request.model).model;
      const wanted = readRequest(request, project, manifest);
      const work: Work = async (job) => {
        const model = await models.load(request.model);
        const { provider } = request;
        const events = findMutagenesis(
          jobEnvironment(project, model, tools),
          { ...wanted, provider, ...limits() },
          job.signal,
        );
        const { bases } = await followAnalysis(events, job);
        return { result: `${bases.length.toLocaleString('en-US')} bases were substituted.` };
      };
      const title = `Mutagenesis of ${formatRegion(wanted.region)} with ${manifest.name}`;
      const about = { title, region: wanted.region, project: request.project };
      return jobs.add({ kind: 'mutagenesis', ...about }, work, request);
    },
    mutagenesis: async (request) => {
      const project = projects.get(request.project);
      const model = await models.load(request.model);
      const environment = cachedEnvironment(project.genome, model, cache.get());
      // Nothing runs, so it does not matter how.
      const settings = { provider: 'cpu', threads: 1 } as const;
      const spec = { ...readRequest(request, project, model.model.manifest), ...settings };
      return resultOf(
        findMutagenesis(environment, spec, new AbortController().signal),
        () => undefined,
      );
    },
  };
}

/** Errors: those of a region and of `checkReadout`; `file-missing`, `track-format`. */
function readRequest(
  { region, flank, readout, annotation }: MutagenesisRequest,
  project: OpenProject,
  manifest: Manifest,
): Omit<MutagenesisSpec, 'provider' | 'threads'> {
  checkReadout(manifest, readout);
  return {
    region: parseRegion(region, project.genome.contigs),
    ...{ flank, readout, tolerance: defaultTolerance },
    annotation:
      annotation === undefined ? undefined : fileOfProject(project, annotation, ['gff3', 'gtf']),
  };
}
