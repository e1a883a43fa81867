import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the program's own files lie, in each way it comes. In all of them this file, in `src-main/home` or
 * once bundled in `out/command` or `out/main`, lies two folders below the program.
 *
 * - **A checkout**: all in its folder. The page is there once it is built.
 * - **The npm package**, and what is made of it: the same folders, with the page and the modules of all
 *   platforms; packages with native code in `node_modules`, its own or one above.
 * - **The desktop application**: what is JavaScript, the page included, is in the archive
 *   `resources/app.asar`. What is opened by path by native code lies beside it, in `resources` and
 *   `resources/app.asar.unpacked`, for the system knows no archive.
 */
export const programFolder = fileURLToPath(new URL('../../', import.meta.url));

/** TypeScript that Node runs as it is. */
export const isCheckout = import.meta.url.endsWith('.ts');

const archive = /[/\\]app\.asar[/\\]$/;
const beside = archive.test(programFolder) ? dirname(programFolder) : programFolder;

export const programFiles = {
  package: join(programFolder, 'package.json'),
  /** The page of the window, once built. */
  page: join(programFolder, 'out/renderer'),
  /** Models that ship, and in `kernel` the native modules. */
  models: join(beside, 'native-models'),
  /** Tutorial genome, guide, error catalogue. */
  resources: join(beside, 'resources'),
} as const;

/** A path of a package with native code, as the system opens it. */
export function outsideArchive(path: string): string {
  return path.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
}

/**
 * The script of another process, which lies beside the file that starts it (`import.meta.url`): TypeScript
 * in a checkout, once bundled JavaScript.
 */
export function scriptBeside(url: string, name: string): URL {
  return new URL(`./${name}${url.endsWith('.ts') ? '.ts' : '.js'}`, url);
}
