import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MegabaseError, systemCode } from '../../contract/index.ts';
import type { FileState } from './inspect-fasta.ts';

/** Where the index of a file is kept when none lies beside it; ends in `.fai` or `.gzi`. */
export function keptIndexPath(
  folder: string,
  path: string,
  { size, mtimeMs }: FileState,
  ending: 'fai' | 'gzi',
): string {
  const identity = JSON.stringify([resolve(path), size, mtimeMs]);
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  return join(folder, `${hash}.${ending}`);
}

/** The bytes of a file; undefined where there is none or it cannot be read. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined);
}

/**
 * Writes a file under another name and renames it, so that no reader, of this process or another,
 * ever sees half of it. Throws `disk-full` and `output-unwritable`.
 */
export async function writeWhole(
  folder: string,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(unfinished, content, { flush: true });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const code = systemCode(error);
    throw new MegabaseError(
      code === 'ENOSPC' ? 'disk-full' : 'output-unwritable',
      `The index ${path} cannot be written (${code ?? String(error)}).`,
      { cause: error },
    );
  }
}
