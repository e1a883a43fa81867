import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeCacheFolder } from './make-folder.ts';
import { scratchPlace, type DiskKind, type ScratchPlace } from '../../home/index.ts';
import type { HeldLock } from './held-lock.ts';
import { isOwnFolder } from './own-folder.ts';
import { judgeOwner, thisProcess, writeOwner, type OwnerFiles } from './owner.ts';

const prefix = 'megabase-scratch-';

/** What has no owner after this long has lost it before it was written down, ms. */
const ownerlessMs = 86_400_000;

/**
 * A folder for what nobody needs after this process, below `TMPDIR`. It is made when it is first asked for,
 * and then what killed processes of this machine left there is removed.
 */
export class ScratchFolder {
  readonly kind: DiskKind;
  readonly #place: ScratchPlace;
  #made: { readonly folder: string; readonly lock: HeldLock | undefined } | undefined;

  constructor(place = scratchPlace()) {
    this.kind = place.kind;
    this.#place = place;
  }

  /** The path of something in it. Errors: the system's. */
  path(name: string): string {
    this.#made ??= make(this.#place.folder);
    return join(this.#made.folder, name);
  }

  /** Removes it with all that is in it. */
  close(): void {
    if (this.#made === undefined) return;
    const { folder, lock } = this.#made;
    this.#made = undefined;
    // Windows removes no file that is open.
    lock?.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

function make(parent: string): { folder: string; lock: HeldLock | undefined } {
  makeCacheFolder(parent);
  removeOrphans(parent);
  const folder = mkdtempSync(join(parent, prefix));
  const files = ownerFiles(folder);
  const claimant = thisProcess();
  // A file system without locks has none to give: the record alone tells whose it is.
  const lock = ifPossible(() => claimant.takeLock(files.lock));
  try {
    writeOwner(files, { hadOwner: false }, claimant);
    return { folder, lock };
  } catch (error) {
    lock?.release();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what killed processes left; what may be another machine's, or another person's, stays. */
function removeOrphans(parent: string): void {
  const names = ifPossible(() => readdirSync(parent)) ?? [];
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    ifPossible(() => removeOrphan(join(parent, name)));
  }
}

function removeOrphan(folder: string): void {
  if (!isOwnFolder(folder)) return;
  const files = ownerFiles(folder);
  const judged = hasRecord(files) || isOld(folder) ? judgeOwner(files) : undefined;
  if (judged?.kind !== 'free') return;
  judged.lock.release();
  rmSync(folder, { recursive: true, force: true });
}

const hasRecord = ({ record }: OwnerFiles) =>
  lstatSync(record, { throwIfNoEntry: false }) !== undefined;

const isOld = (folder: string) => Date.now() - lstatSync(folder).mtimeMs > ownerlessMs;

function ownerFiles(folder: string): OwnerFiles {
  return { record: join(folder, 'owner'), lock: join(folder, 'lock') };
}

function ifPossible<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
