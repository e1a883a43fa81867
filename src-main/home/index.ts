/**
 * Where the program lies, where it keeps what is the user's, and what of the machine it may use.
 *
 *     const { cache, userModels } = findLocations();
 *     const { graphs, passes } = cacheFolders(cache);
 */
export type { DiskKind, FileSystem } from './disk-kind.ts';
export { allotment, type Allotment } from './allotment.ts';
export { readChosen } from './chosen.ts';
export { errorAdvice, type AdvicePlace } from './error-advice.ts';
export { fileSystemOf, lookAtFileSystemsBy } from './file-system.ts';
export { cacheFolders, findLocations, type Locations } from './locations.ts';
export { hasPid, isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';
export {
  isCheckout,
  outsideArchive,
  programFiles,
  programFolder,
  scriptBeside,
} from './program-files.ts';
export { programVersion } from './program-version.ts';
export { scratchPlace, type ScratchPlace } from './scratch-place.ts';
