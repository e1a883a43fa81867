import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../../contract/index.ts';
import { outputError } from './output-error.ts';

/**
 * Makes a folder and those above it, step by step: of a read-only file system Node's own recursive way
 * says that the folder is not there, not that it cannot be made. Errors: `output-unwritable`,
 * `disk-full`, naming the first folder that could not be made.
 */
export function makeFolder(path: string): void {
  try {
    if (isFolder(path)) return;
    if (dirname(path) !== path) makeFolder(dirname(path));
    mkdirSync(path);
  } catch (error) {
    // Another process was faster.
    if (systemCode(error) === 'EEXIST' && isFolder(path)) return;
    throw outputError(error, path);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
