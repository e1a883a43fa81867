/**
 * Where the program lies, and where it keeps what is the user's.
 *
 *     const { cache, userModels } = findLocations();
 *     const { graphs, passes } = cacheFolders(cache);
 */
export { readChosen } from './chosen.ts';
export { errorAdvice } from './error-advice.ts';
export { cacheFolders, findLocations, type Locations } from './locations.ts';
export {
  isCheckout,
  outsideArchive,
  programFiles,
  programFolder,
  scriptBeside,
} from './program-files.ts';
