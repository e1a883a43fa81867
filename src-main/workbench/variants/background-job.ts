import { basename } from 'node:path';
import { count, formatRegion, type ProviderChoice, type Region } from '../../contract/index.ts';
import { keepBackground } from '../../analysis/variants/index.ts';
import { followAnalysis, type Work } from '../jobs/index.ts';
import { jobEnvironment, type JobContext } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';
import type { VariantRequest } from '../saved/index.ts';
import { variantsSpec } from './variant-request.ts';

/** Scoring common variants as a job, by which a model's later scores are ranked. */
export function backgroundJob(
  request: VariantRequest,
  provider: ProviderChoice,
  project: OpenProject,
  tools: JobContext,
): { title: string; region: Region | undefined; work: Work } {
  const { locations, models, limits } = tools;
  const { region, source } = request;
  const { name } = models.library.find(request.model).model.manifest;
  const work: Work = async (job) => {
    const model = await models.load(request.model);
    const environment = jobEnvironment(project, model, tools);
    const spec = variantsSpec(request, project.document, { provider, ...limits() });
    const events = keepBackground(environment, spec, locations.backgrounds, job.signal);
    const { scored, unscored } = await followAnalysis(events, job);
    return {
      result: `${count(scored)} kept, ${count(unscored)} skipped. Later scores by ${name} are ranked among them.`,
    };
  };
  const where = region ? ` in ${formatRegion(region)}` : '';
  return { title: `Background of ${basename(source)}${where} for ${name}`, region, work };
}
