import { join } from 'node:path';
import { defined, measureName, type ProbeFitRequest, fixed } from '../../contract/index.ts';
import { cacheFolders } from '../../home/index.ts';
import { expectHeadId, expectNoHead, fitProbe } from '../../analysis/probe/index.ts';
import { followAnalysis, type Work } from '../jobs/index.ts';
import type { OpenProject } from '../project/index.ts';
import type { JobContext } from '../environment/index.ts';

/** A probe's fit as a job; what cannot be its name is refused here. Error: `usage`. */
export function probeJob(
  request: ProbeFitRequest,
  project: OpenProject,
  { locations, models, limits, scratch, startComputeProcess }: JobContext,
): { title: string; work: Work } {
  const { id, name, model: modelId, provider, bin, ...asked } = request;
  expectHeadId(id, `"${id}" cannot be the name`);
  const folder = join(models.library.heads.folder, id);
  expectNoHead(folder);
  const { name: modelName } = models.library.find(modelId).model.manifest;
  const work: Work = async (job) => {
    const model = await models.load(modelId);
    const { graphs, passes, embeddings } = cacheFolders(locations.cache);
    const events = fitProbe(
      {
        ...{ genome: project.genome, model, graphs, embeddings },
        ...{ passes, scratch, startComputeProcess },
      },
      { ...asked, bin, provider, ...limits(), head: { folder, id, name } },
      job.signal,
    );
    const { report } = await followAnalysis(events, job);
    const [measure, { value }] = defined(Object.entries(defined(report.tracks[0]).metrics)[0]);
    return {
      probe: { model: `${modelId}+${id}`, report },
      result: `${measureName(measure)} ${fixed(value)} on ${report.heldOut}.`,
    };
  };
  return { title: `Probe ${name} on ${modelName}`, work };
}
