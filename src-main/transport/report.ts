/**
 * Hands an error that no caller waits for to whatever the program runs in: a page's own `error`
 * event, or the uncaught exception of Node.
 */
export function reportToHost(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) return reportError(error);
  queueMicrotask(() => {
    throw error;
  });
}
