import type { App, BrowserWindow, Dialog } from 'electron';

/** A page that dies again this soon, ms, is not loaded again without being asked. */
const tooSoon = 10_000;

export interface CrashContext {
  readonly app: Pick<App, 'quit'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly note: (text: string) => void;
}

/** Loads the page again when its process died, and says so. Jobs run elsewhere: they go on. */
export function reopenAfterCrash(window: BrowserWindow, { app, dialog, note }: CrashContext): void {
  let last = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    note(`The page's process ended: ${reason}, code ${exitCode}.`);
    const again = performance.now() - last < tooSoon;
    last = performance.now();
    if (!again) window.webContents.reload();
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        message: again ? 'The window stopped again' : 'The window stopped and was loaded again',
        detail:
          `Its process ended: ${reason}, code ${exitCode}. ` +
          'Projects are saved, and jobs were not touched.',
        buttons: again ? ['Load it again', 'Quit'] : ['OK'],
      })
      .then(({ response }) => {
        if (!again) return;
        if (response === 0) window.webContents.reload();
        else app.quit();
      });
  });
}
