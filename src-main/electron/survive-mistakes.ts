import type { App, Dialog } from 'electron';
import type { LogFile } from './log-file.ts';

export interface MistakeContext {
  readonly app: Pick<App, 'on' | 'isReady'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly log: LogFile;
  /** Where mistakes are heard of; `process` where absent. */
  readonly from?: Pick<NodeJS.Process, 'on'>;
}

/**
 * A mistake of the main process costs what it happened in, not the program: it is noted, and told once.
 * Without a listener Electron shows a box for each.
 */
export function surviveMistakes({ app, dialog, log, from = process }: MistakeContext): void {
  let isTold = false;
  const note = (error: unknown) => {
    log.error('A mistake of the application', error);
    if (isTold || !app.isReady()) return;
    isTold = true;
    const words = error instanceof Error ? error.message : String(error);
    void dialog.showMessageBox({
      type: 'warning',
      message: 'Megabase made a mistake',
      detail: `${words}\n\nProjects are saved. Help, Show Log has the details.`,
      buttons: ['OK'],
    });
  };
  from.on('uncaughtException', note);
  from.on('unhandledRejection', note);
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.write(`A process ended: ${name ?? type}, ${reason}, code ${exitCode}.`);
  });
}
