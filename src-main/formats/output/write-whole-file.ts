import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryName } from './file-place.ts';
import { renameInto } from './flush-folder.ts';
import { makeFolder } from './make-folder.ts';
import { outputError } from './output-error.ts';
import { StagedFile, type StagedFileOptions } from './staged-file.ts';

/** Writes a file, whole or not at all; its folder must be there. Errors: those of `StagedFile`. */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  options?: Pick<StagedFileOptions, 'replaces'>,
): Promise<void> {
  const file = await StagedFile.open(path, options);
  try {
    await file.append(Buffer.from(content));
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** The same for a file of the program's own, whose folder is made. */
export async function writeOwnFile(path: string, content: string | Uint8Array): Promise<void> {
  makeFolder(dirname(path));
  await writeWholeFile(path, content, { replaces: 'anything' });
}

/** `writeOwnFile` for a small file, at once. */
export function writeOwnFileSync(path: string, content: string): void {
  let temporary: string | undefined;
  try {
    makeFolder(dirname(path));
    const target = existingTarget(path);
    temporary = temporaryName(dirname(target));
    writeFileSync(temporary, content, { flag: 'wx', flush: true });
    renameInto(target, temporary);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw outputError(error, path);
  }
}

/** A link is followed, so that it stays one. */
function existingTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
