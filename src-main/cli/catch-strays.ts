import { wantsJson, reportError } from './console/index.ts';
import type { CommandContext } from './context.ts';

/** What no command waited for must not end in a stack trace either. */
export function catchStrays(
  args: readonly string[],
  { console }: CommandContext,
  exit: (code: number) => void,
): void {
  const onStray = (error: unknown) => {
    console.endProgress();
    exit(reportError(error, wantsJson(args), console));
  };
  process.on('uncaughtException', onStray);
  // Node makes the one of the other, Electron does not.
  process.on('unhandledRejection', onStray);
}
