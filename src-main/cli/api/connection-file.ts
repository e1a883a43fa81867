import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { MegabaseError, systemCode } from '../../contract/index.ts';
import { outputError } from '../../formats/output/index.ts';

/** What a program needs to call. */
export interface ApiConnection {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly roots: readonly string[];
}

/**
 * Writes a connection to a new file that nobody but its owner can read, and that is there as a whole or not at all.
 * Returns what removes it. Errors: `usage` where something is there; `output-unwritable`, `disk-full`.
 */
export function writeConnectionFile(path: string, connection: ApiConnection): () => void {
  const file = resolve(path);
  const text = `${JSON.stringify(connection)}\n`;
  const staged = `${file}.${randomUUID()}.part`;
  try {
    writeFileSync(staged, text, { mode: 0o600, flag: 'wx' });
    linkSync(staged, file);
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw outputError(cause, file);
    const message = `${file} exists already: another server uses it, or one that was killed left it. Name another, or remove it where no server uses it.`;
    throw new MegabaseError('usage', message, { file, cause });
  } finally {
    rmSync(staged, { force: true });
  }
  return () => {
    if (isOwn(file, text)) rmSync(file, { force: true });
  };
}

/** Somebody may have put another in its place. */
function isOwn(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}
