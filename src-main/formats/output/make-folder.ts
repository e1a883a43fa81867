import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../../contract/index.ts';
import { outputError } from './output-error.ts';

/**
 * Makes a folder and those above it, step by step: of a read-only file system Node's own recursive way
 * says that the folder is not there, not that it cannot be made. Errors: `output-unwritable`,
 * `disk-full`, naming the first folder that could not be made.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was faster.
    if (systemCode(error) !== 'EEXIST') throw outputError(error, path);
  }
}
