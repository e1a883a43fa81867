import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the names in a folder outlast a machine that goes down. Where a folder cannot be flushed
 * (Windows, some network file systems) the system does so when it likes, which is no error.
 */
export function flushFolder(folder: string): void {
  let opened: number | undefined;
  try {
    opened = openSync(folder, 'r');
    fsyncSync(opened);
  } catch {
    // See above.
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

/** Renames a file or a folder that was written beside where it is to stand. */
export function renameInto(place: string, from: string): void {
  renameSync(from, place);
  flushFolder(dirname(place));
}
