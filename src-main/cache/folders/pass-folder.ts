import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheError } from '../cache-error.ts';
import { withFolderLock } from './folder-lock.ts';
import { makeCacheFolder } from './make-folder.ts';
import {
  judgeOwner,
  ownerText,
  thisProcess,
  writeOwner,
  type Claimant,
  type Free,
  type OwnerFiles,
  type Taken,
} from './owner.ts';
import type { ScratchFolder } from './scratch-folder.ts';

/** A folder for what one pass writes, owned by this process until it is released. */
export interface PassFolder {
  readonly path: string;
  /** Whether the pass is to be gone on from there; else it is removed when it is released. */
  readonly isKept: boolean;
  /** What a person should know of why it is not kept. */
  readonly note?: string | undefined;
  /** Never throws: the pass may have come to its end, which what is left behind takes nothing from. */
  release(): void;
}

/** Where passes write. */
export interface PassPlaces {
  /** Folder of the passes that are gone on from; absent: none are. */
  readonly passes?: string | undefined;
  /** For all others; absent: they hold everything in memory. */
  readonly scratch?: ScratchFolder | undefined;
}

/**
 * Claims the folder of the pass named `key`. What an earlier process left there, the new pass goes on
 * from. Where another is at the same pass, or may be, this one gets scratch, which nobody goes on from;
 * nothing at all where all is to be held in memory. Errors: as `cacheError` has them.
 */
export function claimPassFolder(
  key: string,
  { passes, scratch }: PassPlaces,
  claimant = thisProcess(),
): PassFolder | undefined {
  if (passes === undefined) return scratchFor(key, scratch);
  const files = ownerFiles(passes, key);
  const path = join(passes, key);
  const found = inFolder(passes, () => {
    makeCacheFolder(passes);
    // Under a lock: two processes that find the owner gone must not both take its place.
    return withFolderLock(passes, () => takeOver(files, claimant));
  });
  if (found.kind !== 'free') {
    const note = found.kind === 'unknown' ? leftAlone(path, found) : undefined;
    const own = scratchFor(key, scratch);
    return own && { ...own, note };
  }
  return {
    path,
    isKept: true,
    release: () => letGo(passes, path, { files, found }),
  };
}

/** Who may own it, or this process from now on. */
function takeOver(files: OwnerFiles, claimant: Claimant): Free | Taken {
  const judged = judgeOwner(files, claimant);
  if (judged.kind !== 'free') return judged;
  let isOurs = false;
  try {
    isOurs = writeOwner(files, judged, claimant);
  } finally {
    if (!isOurs) judged.lock.release();
  }
  return isOurs ? judged : { kind: 'living' };
}

function letGo(
  passes: string,
  path: string,
  { files, found }: { readonly files: OwnerFiles; readonly found: Free },
): void {
  try {
    // A pass that was refused has nothing to go on from.
    if (existsSync(path) && readdirSync(path).length === 0) rmSync(path, { recursive: true });
    withFolderLock(passes, () => drop(files, found));
  } catch {
    // Where the folder's lock is not to be had the lock's file stays: somebody may have it open.
    quietly(() => rmSync(files.record, { force: true }));
    found.lock.release();
  }
}

function scratchFor(key: string, scratch: ScratchFolder | undefined): PassFolder | undefined {
  // What lies in memory holds nothing that the memory does not.
  if (scratch === undefined || scratch.kind === 'memory') return undefined;
  const path = scratch.path(`${key}.${randomUUID()}`);
  // What is left of it goes with the scratch.
  const release = () => quietly(() => rmSync(path, { recursive: true, force: true }));
  return { path, isKept: false, release };
}

/** What a stopped pass left, or one that may still run somewhere. */
export interface LeftPass {
  readonly path: string;
  /** When it got as far as it is, milliseconds since 1970. */
  readonly stoppedAt: number;
}

/** The passes of a folder that do not run here. */
export interface LeftPasses {
  /** Nobody is at these. */
  readonly stopped: readonly LeftPass[];
  /** Of these it cannot be told from here; in words, what they are and how to be rid of them. */
  readonly unknown: readonly (LeftPass & { readonly note: string })[];
}

/** Errors: as `cacheError` has them. */
export function leftPasses(passes: string, claimant = thisProcess()): LeftPasses {
  const stopped: LeftPass[] = [];
  const unknown: (LeftPass & { readonly note: string })[] = [];
  if (!existsSync(passes)) return { stopped, unknown };
  inFolder(passes, () =>
    withFolderLock(passes, () => {
      for (const entry of readdirSync(passes, { withFileTypes: true })) {
        if (!entry.isDirectory()) continue;
        const path = join(passes, entry.name);
        const pass = { path, stoppedAt: statSync(path).mtimeMs };
        const files = ownerFiles(passes, entry.name);
        const judged = judgeOwner(files, claimant);
        if (judged.kind === 'free') {
          drop(files, judged);
          stopped.push(pass);
        }
        if (judged.kind === 'unknown') unknown.push({ ...pass, note: leftAlone(path, judged) });
      }
    }),
  );
  return { stopped, unknown };
}

/**
 * Removes stopped passes: of those that are to go, the ones that nobody has begun to go on from. Errors: as
 * `cacheError` has them.
 */
export function removePasses(
  passes: string,
  paths: readonly LeftPass[],
  claimant = thisProcess(),
): void {
  for (const { path } of paths) {
    // Under another name nobody goes on from it, and others need not wait until all of it is gone. Where this
    // process ends before, it is a stopped pass like others.
    const doomed = join(passes, `removed-${randomUUID()}`);
    inFolder(passes, () => {
      withFolderLock(passes, () => {
        const files = { record: `${path}.owner`, lock: `${path}.lock` };
        const judged = judgeOwner(files, claimant);
        if (judged.kind !== 'free') return;
        try {
          if (existsSync(path)) renameSync(path, doomed);
        } finally {
          drop(files, judged);
        }
      });
      rmSync(doomed, { recursive: true, force: true });
    });
  }
}

function leftAlone(path: string, { owner }: Taken): string {
  return (
    `${path} is left alone: ${ownerText(owner)} may still be at it, which cannot be told from here. ` +
    `If it is not, delete ${path}, ${path}.owner and ${path}.lock.`
  );
}

function ownerFiles(passes: string, name: string): OwnerFiles {
  return { record: join(passes, `${name}.owner`), lock: join(passes, `${name}.lock`) };
}

/**
 * Lets go of what was free, and removes both files. Under the folder's lock: nobody else has the lock's file
 * open then, and nobody finds one of the two.
 */
function drop({ record, lock: path }: OwnerFiles, { lock }: Free): void {
  try {
    rmSync(record, { force: true });
  } finally {
    // Windows removes no file that is open.
    lock.release();
  }
  rmSync(path, { force: true });
}

function inFolder<T>(passes: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw cacheError(error, passes);
  }
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Nothing hangs on it.
  }
}
