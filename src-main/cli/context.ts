import type { Environment } from '../analysis/environment/index.ts';
import { exitCodes, type MegabaseError } from '../contract/index.ts';
import { openConsole, type Console } from './console/index.ts';
import type { RunRecord } from './manifest/index.ts';

/** What every command works with. */
export interface CommandContext {
  /** Where it writes; another one for an action whose `--progress` says so. */
  readonly console: Console;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** A child process of Node where absent. */
  readonly startComputeProcess?: Environment['startComputeProcess'];
  /** Notes for the manifest, where one was asked for. */
  readonly record?: RunRecord | undefined;
  /** Is given what went wrong, in place of the console. */
  readonly onError?: ((error: MegabaseError) => void) | undefined;
}

/** The terminal and a launcher may both pass on one Ctrl-C: within this time it counts once. */
const oneRequestMs = 500;

/** What does not listen to the signal, such as a probe of a driver, is left behind after this time. */
const patienceMs = 2_000;

export function makeContext(
  startComputeProcess?: CommandContext['startComputeProcess'],
): CommandContext {
  const controller = new AbortController();
  let askedAt = 0;
  const stop = () => {
    if (controller.signal.aborted) {
      // Asked a second time: do not even wait for the files to be closed.
      if (performance.now() - askedAt > oneRequestMs) process.exit(exitCodes.cancelled);
      return;
    }
    askedAt = performance.now();
    controller.abort();
    setTimeout(() => {
      process.stderr.write('error: Stopped.\n');
      process.exit(exitCodes.cancelled);
    }, patienceMs).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (process.channel) {
    // Started by `megabase.mjs` of an older Node: where that was killed, nobody waits for this one.
    process.on('disconnect', stop);
    process.channel.unref();
  }
  return {
    ...{ console: openConsole(), signal: controller.signal },
    ...(startComputeProcess && { startComputeProcess }),
  };
}
