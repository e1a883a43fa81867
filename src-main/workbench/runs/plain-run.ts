import { MegabaseError } from '../../contract/index.ts';
import type { OpenProject } from '../project/index.ts';
import type { SavedRun } from '../saved/index.ts';

/** A run that is a prediction. Errors: `project-entry-unknown`; `usage` for a context effect. */
export function plainRun(project: OpenProject, id: string): SavedRun {
  const run = project.runs.get(id);
  if (run.window === undefined) return run;
  throw new MegabaseError(
    'usage',
    'This run is a context effect: its values are differences. Choose a prediction.',
  );
}
