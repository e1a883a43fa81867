import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../../contract/index.ts';

/**
 * Makes a folder and those above it, step by step: Node's own recursive way never returns where the
 * system answers that a folder just seen is not there, as it does below /proc.
 */
export function makeCacheFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeCacheFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was faster.
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
