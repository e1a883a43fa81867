import type { PredictionCache } from '../../cache/index.ts';
import { formatRegion, MegabaseError } from '../../contract/index.ts';
import type { OpenProject } from '../project/index.ts';
import type { SavedRun } from '../saved/index.ts';

/**
 * Id of the model that made a run; the project's where neither the run nor the cache says which. Error:
 * `project-format` where the project has none.
 */
export function modelOfRun(
  run: SavedRun,
  { document }: Pick<OpenProject, 'document'>,
  cache: PredictionCache,
): string {
  const model = run.model ?? cache.findRun(run.key)?.model.id ?? document.model;
  if (model !== undefined) return model;
  throw new MegabaseError(
    'project-format',
    `The project does not name the model that read ${formatRegion(run.region)}; predict it again.`,
  );
}
