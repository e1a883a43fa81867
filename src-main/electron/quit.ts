import { app } from 'electron';

/** Lets the program quit only when `close` is over: a job that runs leaves its checkpoint. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let closing: Promise<void> | undefined;
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    closing ??= close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });
}
