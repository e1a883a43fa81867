import { formatRegion, type CurveRequest } from '../../contract/index.ts';
import { contextCurve } from '../../analysis/context/index.ts';
import { followAnalysis, type Work } from '../jobs/index.ts';
import { jobEnvironment, type JobContext } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';

/** A context curve as a job: the job carries what there is of it. The passes are kept, the curve is not. */
export function curveJob(
  request: CurveRequest,
  project: OpenProject,
  tools: JobContext,
): { title: string; work: Work } {
  const { models, limits } = tools;
  const { place, region, track, provider } = request;
  const { name } = models.library.find(request.model).model.manifest;
  const work: Work = async (job) => {
    const model = await models.load(request.model);
    const events = contextCurve(
      jobEnvironment(project, model, tools),
      { place, region, track, provider, ...limits() },
      job.signal,
    );
    const curve = await followAnalysis(events, job, (partial) => job.update({ curve: partial }));
    return { curve };
  };
  return { title: `Context curve of ${place.name} in ${formatRegion(region)} with ${name}`, work };
}
