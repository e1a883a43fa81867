import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withFolderLock } from './folder-lock.ts';
import { makeFolder } from './make-folder.ts';
import {
  judgeOwner,
  ownerText,
  thisProcess,
  writeOwner,
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
 * nothing at all where all is to be held in memory.
 */
export function claimPassFolder(
  key: string,
  { passes, scratch }: PassPlaces,
  claimant = thisProcess(),
): PassFolder | undefined {
  if (passes === undefined) return scratchFor(key, scratch);
  makeFolder(passes);
  const files = ownerFiles(passes, key);
  const path = join(passes, key);
  // Under a lock: two processes that find the owner gone must not both take its place.
  const found = withFolderLock(passes, (): Free | Taken => {
    const judged = judgeOwner(files, claimant);
    if (judged.kind !== 'free' || writeOwner(files, judged, claimant)) return judged;
    judged.lock.release();
    return { kind: 'living' };
  });
  if (found.kind !== 'free') {
    const note = found.kind === 'unknown' ? leftAlone(path, found) : undefined;
    const own = scratchFor(key, scratch);
    return own && { ...own, note };
  }
  return {
    path,
    isKept: true,
    release() {
      // A pass that was refused has nothing to go on from.
      if (existsSync(path) && readdirSync(path).length === 0) rmSync(path, { recursive: true });
      withFolderLock(passes, () => drop(files, found));
    },
  };
}

function scratchFor(key: string, scratch: ScratchFolder | undefined): PassFolder | undefined {
  // What lies in memory holds nothing that the memory does not.
  if (scratch === undefined || scratch.kind === 'memory') return undefined;
  const path = scratch.path(`${key}.${randomUUID()}`);
  return { path, isKept: false, release: () => rmSync(path, { recursive: true, force: true }) };
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

export function leftPasses(passes: string, claimant = thisProcess()): LeftPasses {
  const stopped: LeftPass[] = [];
  const unknown: (LeftPass & { readonly note: string })[] = [];
  if (!existsSync(passes)) return { stopped, unknown };
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
  });
  return { stopped, unknown };
}

/** Removes stopped passes: of those that are to go, the ones that nobody has begun to go on from. */
export function removePasses(
  passes: string,
  paths: readonly LeftPass[],
  claimant = thisProcess(),
): void {
  for (const { path } of paths) {
    withFolderLock(passes, () => {
      const files = { record: `${path}.owner`, lock: `${path}.lock` };
      const judged = judgeOwner(files, claimant);
      if (judged.kind !== 'free') return;
      rmSync(path, { recursive: true, force: true });
      drop(files, judged);
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
  rmSync(record, { force: true });
  // Windows removes no file that is open.
  lock.release();
  rmSync(path, { force: true });
}
