import { readFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const owner = join(passes, `${key}.owner`);
  if (!own(owner)) {
    const path = join(passes, `${key}.${process.pid}`);
    return { path, release: () => rmSync(path, { recursive: true, force: true }) };
  }
  return { path: join(passes, key), release: () => rmSync(owner, { force: true }) };
}

/** True where this process owns the file now. */
function own(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  if (isAlive(Number(readFileSync(path, 'utf8')))) return false;
  writeFileSync(path, String(process.pid));
  return true;
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
