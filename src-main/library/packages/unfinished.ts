import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fileSystemOf,
  hasPid,
  isRunning,
  ownIdentity,
  type ProcessIdentity,
} from '../../home/index.ts';
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
  const temporary = join(parent, `${prefix}${process.pid}-${randomUUID()}`);
  writing.add(temporary);
  try {
    // Before the folder: whoever finds that must be able to tell whose it is.
    writeFileSync(ownerOf(temporary), JSON.stringify(ownIdentity()));
    mkdirSync(temporary);
    await write(temporary);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(ownerOf(temporary), { force: true });
    writing.delete(temporary);
  }
}

/** One that still writes keeps its folder, and so does one that may: of another machine, or a container. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^\.import-(\d+)-[A-Za-z0-9-]+$/.exec(name)?.[1];
    const path = join(parent, name);
    if (pid === undefined || writing.has(path) || mayRun(path, Number(pid))) continue;
    rmSync(path, { recursive: true, force: true });
    rmSync(ownerOf(path), { force: true });
  }
}

function mayRun(folder: string, pid: number): boolean {
  const owner = readOwner(folder);
  // Of version 0.2; a number of our own is that of one before us.
  if (owner === undefined) return pid !== process.pid && hasPid(pid);
  const { boot } = ownIdentity();
  const isEarlier = boot !== undefined && owner.boot !== undefined && owner.boot !== boot;
  // What this machine alone has on its disk was written by it, and then before it was started anew.
  if (isEarlier && fileSystemOf(folder).kind === 'local') return false;
  return isRunning(owner) ?? true;
}

function ownerOf(folder: string): string {
  return `${folder}.owner`;
}

function readOwner(folder: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(ownerOf(folder), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
