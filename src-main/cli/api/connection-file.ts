import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { MegabaseError, systemCode } from '../../contract/index.ts';

/** What a program needs to call. */
export interface Connection {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly roots: readonly string[];
}

/**
 * Writes a connection to a new file that nobody but its owner can read, and that is there as a whole or not at all.
 * Returns what removes it. Errors: `output-exists`; those of writing.
 */
export function writeConnectionFile(path: string, connection: Connection): () => void {
  const file = resolve(path);
  const text = `${JSON.stringify(connection)}\n`;
  const staged = `${file}.${randomUUID()}.part`;
  try {
    writeFileSync(staged, text, { mode: 0o600, flag: 'wx' });
    linkSync(staged, file);
  } catch (cause) {
    if (systemCode(cause) !== 'EEXIST') throw cause;
    const message = `${file} exists already: another server uses it, or one that was killed left it.`;
    throw new MegabaseError('output-exists', message, { file, cause });
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
