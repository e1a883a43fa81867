import { MegabaseError } from '../../contract/index.ts';
import { cacheFolders } from '../../home/index.ts';
import { verifyModel } from '../../analysis/verify/index.ts';
import { followAnalysis, type Work } from '../jobs/index.ts';
import type { JobContext } from '../environment/index.ts';

/** How far a model may be off its reference, in standard deviations of the reference. */
const tolerance = 1e-3;

/** A model's verification as a job; it fails with `reference-differs` where the model does. */
export function verifyJob(id: string, tools: JobContext): { title: string; work: Work } {
  const { locations, models, limits, scratch, startComputeProcess } = tools;
  const { name } = models.library.find(id).model.manifest;
  const work: Work = async (job) => {
    const { graphs } = cacheFolders(locations.cache);
    const environment = { model: await models.load(id), graphs, scratch, startComputeProcess };
    const events = verifyModel(environment, { provider: 'auto', ...limits() }, job.signal);
    const comparisons = await followAnalysis(events, job);
    const off = comparisons.find(({ ratio }) => !(ratio <= tolerance));
    if (off !== undefined) {
      throw new MegabaseError(
        'reference-differs',
        `${name}: ${off.tensor} differs from its reference by ${off.ratio.toExponential(1)} ` +
          `standard deviations; ${tolerance} are allowed.`,
      );
    }
    const worst = Math.max(...comparisons.map(({ ratio }) => ratio)).toExponential(1);
    return { result: `Agrees with its reference: off by at most ${worst} standard deviations.` };
  };
  return { title: `Verify ${name}`, work };
}
