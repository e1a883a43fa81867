import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MegabaseError, systemCode } from '../contract/index.ts';

/** Writes a small file under a temporary name and renames it. */
export function writeWholeFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const code = systemCode(cause) === 'ENOSPC' ? 'disk-full' : 'output-unwritable';
    throw new MegabaseError(code, `${path} cannot be written (${systemCode(cause)}).`, { cause });
  }
}
