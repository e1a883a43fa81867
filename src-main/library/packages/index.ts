/** Folders of packages, read once and watched. */
export { changedFolder, PackageFolder } from './package-folder.ts';
