import { app, dialog } from 'electron';
import { isMegabaseError } from '../contract/index.ts';
import type { Advise } from '../transport/index.ts';

/** Says why there is no window, and what to do. */
export function startFailed(error: unknown, advise: Advise): void {
  const message = error instanceof Error ? error.message : String(error);
  const advice = isMegabaseError(error) ? `\n\n${advise(error.code)}` : '';
  dialog.showErrorBox('Megabase could not start', `${message}${advice}`);
  app.exit(1);
}
