import type { FitTask } from './fit-task.ts';
import { fitLogistic } from './logistic.ts';
import { featureScaleOf, unscale, type LinearMap } from './linear-map.ts';
import { fitRidge } from './ridge.ts';

/** Logistic regression (classes) or ridge regression (values): a map for each strength. */
export async function fitLinear(task: FitTask): Promise<LinearMap[]> {
  const scale = featureScaleOf(task.features, task.rows);
  const maps = await (task.kind === 'classes' ? fitLogistic : fitRidge)(task, scale);
  return maps.map((map) => unscale(map, scale));
}
