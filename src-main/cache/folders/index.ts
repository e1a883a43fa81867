/** Folders of passes and scratch, and which process owns them. */
export { patience, withFolderLock } from './folder-lock.ts';
export { type HeldLock, takeLock } from './held-lock.ts';
export { makeCacheFolder } from './make-folder.ts';
export { claimPassFolder, leftPasses, type PassPlaces, removePasses } from './pass-folder.ts';
export { ScratchFolder } from './scratch-folder.ts';
