import { createInterface } from 'node:readline/promises';
import { MegabaseError } from '../../contract/index.ts';

/** Asks on the terminal; true for yes. Error: `usage` where there is nobody to ask. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new MegabaseError(
      'usage',
      'No terminal to ask for confirmation; use --yes to skip the question.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C comes here while a line is read, not as a signal.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
