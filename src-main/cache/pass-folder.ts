import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { withFolderLock } from './folder-lock.ts';
import { systemCode } from '../contract/index.ts';

/** A folder for the checkpoints of one pass, owned by this process until it is released. */
export interface PassFolder {
  readonly path: string;
  release(): void;
}

/**
 * Claims the folder of the pass named `key` below `passes`. What an earlier process left there, the
 * new pass goes on from; where a living process is at the same pass, this one gets a folder of its
 * own, which nobody goes on from.
 */
export function claimPassFolder(passes: string, key: string): PassFolder {
  mkdirSync(passes, { recursive: true });
  removeOrphans(passes);
  const owner = ownerFile(passes, key);
  // Under a lock: two processes that find the owner dead must not both take its place.
  const claimed = withFolderLock(passes, () => {
    if (livingOwner(owner)) return false;
    writeFileSync(owner, String(process.pid));
    return true;
  });
  if (!claimed) return ownFolder(passes, key);
  const path = join(passes, key);
  return {
    path,
    release() {
      // A pass that was refused has nothing to go on from.
      if (existsSync(path) && readdirSync(path).length === 0) rmSync(path, { recursive: true });
      rmSync(owner, { force: true });
    },
  };
}

/**
 * A folder for what the memory of one pass does not hold, which nobody goes on from. It is there
 * once something is written to it.
 */
export function claimScratchFolder(passes: string, key: string): PassFolder {
  removeOrphans(passes);
  return ownFolder(passes, key);
}

function ownFolder(passes: string, key: string): PassFolder {
  const path = join(passes, `${key}.${process.pid}.${randomUUID()}`);
  return { path, release: () => rmSync(path, { recursive: true, force: true }) };
}

/** Removes the folders that nobody goes on from and whose process is gone. */
function removeOrphans(passes: string): void {
  for (const pass of stoppedPasses(passes)) {
    if (basename(pass.path).includes('.')) pass.remove();
  }
}

/** A pass that no living process is at. */
export interface StoppedPass {
  readonly path: string;
  /** When it got as far as it is, milliseconds since 1970. */
  readonly stoppedAt: number;
  remove(): void;
}

export function stoppedPasses(passes: string): StoppedPass[] {
  if (!existsSync(passes)) return [];
  return readdirSync(passes, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !isRunning(passes, entry.name))
    .map(({ name }) => {
      const path = join(passes, name);
      return {
        path,
        stoppedAt: statSync(path).mtimeMs,
        remove() {
          rmSync(path, { recursive: true, force: true });
          rmSync(ownerFile(passes, name), { force: true });
        },
      };
    });
}

function isRunning(passes: string, name: string): boolean {
  const [key = '', pid] = name.split('.');
  return pid === undefined ? livingOwner(ownerFile(passes, key)) : isAlive(Number(pid));
}

function ownerFile(passes: string, key: string): string {
  return join(passes, `${key}.owner`);
}

function livingOwner(path: string): boolean {
  try {
    return isAlive(Number(readFileSync(path, 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    // Signal 0 asks whether the process is there.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
