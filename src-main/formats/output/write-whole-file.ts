import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryName } from './file-place.ts';
import { renameInto } from './flush-folder.ts';
import { makeFolder } from './make-folder.ts';
import { outputError } from './output-error.ts';
import { StagedFile, type StagedFileOptions } from './staged-file.ts';
import { writeStaged } from './write-staged.ts';

/**
 * Writes a file, whole or not at all, of text that may come piece by piece; its folder must be there. Gives its
 * bytes. Errors: those of `StagedFile`.
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array | Iterable<string>,
  options?: Pick<StagedFileOptions, 'replaces'>,
): Promise<number> {
  const isWhole = typeof content === 'string' || content instanceof Uint8Array;
  const pieces = isWhole ? [content] : content;
  const file = await StagedFile.open(path, options);
  await writeStaged(file, async () => {
    for (const piece of pieces) await file.append(Buffer.from(piece));
  });
  return file.size;
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
