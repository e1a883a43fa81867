import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FileState } from './inspect-fasta.ts';

/** Where the index of a file, or a copy of it, is kept when none lies beside it. */
export function keptIndexPath(
  folder: string,
  path: string,
  { size, mtimeMs }: FileState,
  ending: 'fai' | 'gzi' | 'fa',
): string {
  const identity = JSON.stringify([resolve(path), size, mtimeMs]);
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  return join(folder, `${hash}.${ending}`);
}

/** The bytes of a file; undefined where there is none or it cannot be read. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined);
}
