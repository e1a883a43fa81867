/** Folders of packages: written whole, read once and watched. */
export { PackageFolder, changedFolder } from './package-folder.ts';
export { writePackage } from './unfinished.ts';
