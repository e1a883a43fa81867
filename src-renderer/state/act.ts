import type { PageAction } from '../../src-main/contract/index.ts';
import { focusLocusBox } from '../locus/index.ts';
import type { AppState } from './app-state.svelte.ts';
import { checkForUpdates } from './help.ts';

/** Does what a menu asks for, the system's or the page's own. */
export function act(app: AppState, action: PageAction): void {
  const { dialogs, project } = app;
  // A question is answered first.
  if (dialogs.current?.kind === 'confirm' || dialogs.current?.kind === 'files') return;
  if (action === 'add-files') {
    if (project) void app.actions.addFiles();
  } else if (action === 'export') {
    if (project?.genome) dialogs.show({ kind: 'export' });
  } else if (action === 'go-to') focusLocusBox();
  else if (action === 'guide') app.help.open();
  else if (action === 'tutorial') void app.openGuide('tutorial');
  else if (action === 'newest-version') void checkForUpdates(app);
  else dialogs.show({ kind: action });
}
