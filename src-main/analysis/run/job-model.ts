import type { PassJob } from '../../engine/index.ts';
import type { LoadedModel } from '../../library/index.ts';

/** How a job names the model that it runs. */
export function jobModel({
  model,
  identity,
}: LoadedModel): Pick<PassJob, 'model' | 'heads' | 'modelHash'> {
  return {
    model: model.folder,
    heads: model.heads.map(({ folder }) => folder),
    modelHash: identity.hash,
  };
}
