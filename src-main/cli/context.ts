import { findLocations, ModelLibrary, type Locations } from '../service/index.ts';
import { openConsole, type Console } from './console.ts';

/** What every command works with. */
export interface CommandContext {
  readonly console: Console;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export function makeContext(): CommandContext {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    // Asked a second time: do not even wait for the files to be closed.
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
  });
  process.on('SIGTERM', () => controller.abort());
  return { console: openConsole(), signal: controller.signal };
}

export function openLibrary(locations: Locations = findLocations()): ModelLibrary {
  return new ModelLibrary(locations);
}
