import { MegabaseError } from '../contract/index.ts';
import type { ScratchFolder } from '../cache/index.ts';
import type { StartComputeProcess } from '../engine/index.ts';
import { cacheFolders, type Locations } from '../home/index.ts';
import { verifyModel } from '../analysis/verify/index.ts';
import { followAnalysis } from './follow-analysis.ts';
import type { Work } from './job-run.ts';
import type { LoadedModels } from './loaded-models.ts';
import type { ComputeLimits } from './job-context.ts';

export interface VerifyJobContext {
  readonly locations: Locations;
  readonly models: LoadedModels;
  readonly limits: () => ComputeLimits;
  /** For what is not gone on from. */
  readonly scratch: ScratchFolder;
  readonly startComputeProcess: StartComputeProcess | undefined;
}

/** How far a model may be off its reference, in standard deviations of the reference. */
const tolerance = 1e-3;

/** A model's verification as a job; it fails with `reference-differs` where the model does. */
export function verifyJob(id: string, tools: VerifyJobContext): { title: string; work: Work } {
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
