/** Folders of packages, read once and watched. */
export { PackageFolder, changedFolder } from './package-folder.ts';
