import type { UtilityProcess } from 'electron';

/**
 * Hears of a fatal error of V8 in a utility process, and gives it in a line. Electron would show what
 * nobody listens to in a box of its own; the process ends after it, and that is told as any end is.
 */
export function fatalErrorOf(child: Pick<UtilityProcess, 'on'>): () => string {
  let words = '';
  child.on('error', (_type, location) => {
    words = `fatal error in ${location || 'V8'}`;
  });
  return () => words;
}
