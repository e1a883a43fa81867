import type { GuideName, PageAction, Project } from '../../src-main/contract/index.ts';
import { focusLocusBox } from '../locus/index.ts';
import { type HelpState, checkForUpdates, type UpdateCheckContext } from './dialogs/index.ts';
import type { ProjectFiles } from './project/index.ts';

/** What an action needs of the window. */
export interface ActionContext extends UpdateCheckContext {
  readonly project: Project | undefined;
  readonly files: Pick<ProjectFiles, 'add'>;
  readonly help: Pick<HelpState, 'open'>;
  openGuide(name: GuideName): Promise<void>;
}

/** Does what a menu asks for, the system's or the page's own. */
export function act(app: ActionContext, action: PageAction): void {
  const { dialogs, project } = app;
  // A question is answered first.
  if (dialogs.current?.kind === 'confirm' || dialogs.current?.kind === 'files') return;
  if (action === 'add-files') {
    if (project) void app.files.add();
  } else if (action === 'export') {
    if (project?.genome) dialogs.show({ kind: 'export' });
  } else if (action === 'go-to') focusLocusBox();
  else if (action === 'guide') app.help.open();
  else if (action === 'tutorial') void app.openGuide('tutorial');
  else if (action === 'newest-version') void checkForUpdates(app);
  else dialogs.show({ kind: action });
}
