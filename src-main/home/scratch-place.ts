import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { FileSystem } from './disk-kind.ts';
import { fileSystemOf } from './file-system.ts';

/** A folder for what nobody needs after this process. */
export interface ScratchPlace extends FileSystem {
  readonly folder: string;
}

/** Survives a restart, and so lies on a disk; where programs put what is large. */
const onDisk = '/var/tmp';

/**
 * `TMPDIR`, or as the system names it; where nobody named one and the usual folder lies in memory, the one on
 * disk beside it.
 */
export function scratchPlace(): ScratchPlace {
  const folder = tmpdir();
  const usual = { folder, ...fileSystemOf(folder) };
  const isChosen = ['TMPDIR', 'TMP', 'TEMP'].some((name) => process.env[name]);
  if (isChosen || usual.kind !== 'memory' || !isUsable(onDisk)) return usual;
  return { folder: onDisk, ...fileSystemOf(onDisk) };
}

function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return existsSync(folder) && fileSystemOf(folder).kind !== 'memory';
  } catch {
    return false;
  }
}
