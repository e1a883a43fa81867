import { lstat, rm } from 'node:fs/promises';
import type { Replaceable } from './file-place.ts';
import { outputError } from './output-error.ts';
import { identityOf } from './output-target.ts';

/**
 * Removes a file that a person agreed to have replaced, where nothing takes its place; one that has come
 * to stand there since then is left. Errors: those of `StagedFile`.
 */
export async function removeAgreed(path: string, replaces: Replaceable | undefined): Promise<void> {
  const agreed = replaces?.get(path);
  if (agreed === undefined) return;
  try {
    const standing = await lstat(path, { bigint: true }).catch(() => undefined);
    if (standing !== undefined && identityOf(standing) === agreed) await rm(path);
  } catch (error) {
    throw outputError(error, path);
  }
}
