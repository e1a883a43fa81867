import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../formats/output/index.ts';

/** Goes before the process that writes, and a random end. */
const prefix = '.import-';

/** Folders that this process writes now. */
const writing = new Set<string>();

/**
 * Has `write` fill a folder below `parent`, which it renames when it is whole; what it leaves when it
 * fails is removed, and so is what killed processes left. Errors: those of `makeFolder` and of `write`.
 */
export async function writePackage(
  parent: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  makeFolder(parent);
  removeLeftovers(parent);
  const temporary = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  writing.add(temporary);
  try {
    await write(temporary);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  } finally {
    writing.delete(temporary);
  }
}

/** One that still writes keeps its folder. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^\.import-(\d+)-[A-Za-z0-9]+$/.exec(name)?.[1];
    const path = join(parent, name);
    if (pid === undefined || writing.has(path) || isRunning(Number(pid))) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

/** Another process; a number of our own is that of one before us. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
