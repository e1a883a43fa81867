import { isGraph, readModelPackage } from '../../model/index.ts';
import type { Model, PassJob } from '../jobs/index.ts';
import { recurrentModel } from '../recurrent/index.ts';
import { tiledModel } from '../tiled/index.ts';

/** The model of a job, by its folders. The one place that asks which kind it is. */
export function openModel({ model, heads }: Pick<PassJob, 'model' | 'heads'>): Model {
  const opened = readModelPackage(model, heads);
  return isGraph(opened) ? tiledModel(opened) : recurrentModel(opened);
}
