import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { systemCode } from '../../contract/index.ts';
import {
  fileSystemOf,
  hasPid,
  isRunning,
  ownIdentity,
  type DiskKind,
  type ProcessIdentity,
} from '../../home/index.ts';
import { takeLock, type HeldLock } from './held-lock.ts';

/** Who takes folders, on what kind of disk, and how locks are taken: this process where absent. */
export interface Claimant {
  readonly self: ProcessIdentity;
  readonly kindOf: (path: string) => DiskKind;
  readonly isRunning: (process: ProcessIdentity, self: ProcessIdentity) => boolean | undefined;
  readonly takeLock: (path: string) => HeldLock | undefined;
}

export const thisProcess = (): Claimant => ({
  self: ownIdentity(),
  kindOf: (path) => fileSystemOf(path).kind,
  isRunning,
  takeLock,
});

/** Where a folder's owner is written down, and the lock that it holds. */
export interface OwnerFiles {
  readonly record: string;
  readonly lock: string;
}

/** Nobody's: `lock` is held now, and there may be what a process that is gone has left. */
export interface Free {
  readonly kind: 'free';
  readonly lock: HeldLock;
  /** Whether a gone owner's record stands there. */
  readonly hadOwner: boolean;
}

/** `living`: its owner runs. `unknown`: nobody can tell from here; the owner as far as it is known. */
export interface Taken {
  readonly kind: 'living' | 'unknown';
  readonly owner?: ProcessIdentity | undefined;
}

/**
 * Whether a folder may be taken, and if so its lock. To be called under a lock of the folders' folder, where
 * there is one.
 *
 * 1. Who holds the lock lives.
 * 2. An owner of this machine, this start of it and this container is asked for by pid and start: its lock
 *    may have been deleted, or be worth nothing where it lies.
 * 3. On a disk that only this machine has, a lock that nobody holds tells that its owner is gone, whatever
 *    container or earlier start of the machine it was of: unless the lock was not even there.
 * 4. Anywhere else it may be another machine's, whose locks do not reach here, and is left alone.
 *
 * What is no plain file there no Megabase has made: a link would be followed, and a pipe waited for.
 */
export function judgeOwner(files: OwnerFiles, claimant = thisProcess()): Free | Taken {
  if (!isPlain(files.record) || !isPlain(files.lock)) return { kind: 'unknown' };
  const found = readOwner(files.record);
  if (typeof found === 'number' && hasPid(found)) return { kind: 'living' };
  const owner = typeof found === 'object' ? found : undefined;
  const hadLock = standing(files.lock) !== undefined;
  const lock = claimant.takeLock(files.lock);
  if (lock === undefined) return { kind: 'living', owner };
  const runs = found === 'none' ? false : owner && claimant.isRunning(owner, claimant.self);
  // Asked only where it matters: on some systems the answer takes a process.
  const isOwnDisk = () => ['local', 'memory'].includes(claimant.kindOf(files.lock));
  const isGone = runs === undefined && (hadLock || owner === undefined) && isOwnDisk();
  if (runs === false || isGone) return { kind: 'free', lock, hadOwner: found !== 'none' };
  lock.release();
  // One that was not there tells something, and must go on to.
  if (!hadLock) rmSync(files.lock, { force: true });
  return { kind: runs ? 'living' : 'unknown', owner };
}

/**
 * Writes down that this process owns what `judgeOwner` said is free, by the lock that it gave. False where
 * another machine was faster, whose locks do not reach here.
 */
export function writeOwner(
  { record }: OwnerFiles,
  { hadOwner }: Pick<Free, 'hadOwner'>,
  { self } = thisProcess(),
): boolean {
  // A file that must not be there yet is made by one only, on any file system. A link is not followed.
  const { O_WRONLY, O_CREAT, O_TRUNC, O_EXCL, O_NOFOLLOW } = constants;
  const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | (hadOwner ? O_TRUNC : O_EXCL);
  const text = JSON.stringify(self);
  try {
    const file = openSync(record, flags);
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Version 0.2 wrote a bare pid; a power cut may leave what is unreadable. */
function readOwner(record: string): ProcessIdentity | number | 'none' | 'unreadable' {
  let text: string;
  try {
    text = readPlain(record);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'none';
    throw error;
  }
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'number') return found;
    const isOwner = typeof found === 'object' && found !== null && 'host' in found;
    return isOwner ? (found as ProcessIdentity) : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** The text of a plain file; none of a pipe or a device, which nobody waits for, nor through a link. */
function readPlain(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return fstatSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  } finally {
    closeSync(file);
  }
}

const standing = (path: string) => lstatSync(path, { throwIfNoEntry: false });

const isPlain = (path: string) => standing(path)?.isFile() ?? true;

/** In words, for a person who is to decide. */
export function ownerText(owner: ProcessIdentity | undefined): string {
  return owner === undefined ? 'another process' : `process ${owner.pid} of ${owner.host}`;
}
