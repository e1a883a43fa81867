import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGenomeFile, isProjectFile } from '../contract/index.ts';

/** How the program was started. */
export interface Started {
  /** The first is the program; where it is not packaged, the next is its folder. */
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly isPackaged: boolean;
}

/** Files that exist, of those named when the program was started: paths, or `file://` addresses. */
export function filesOfArguments({ arguments: given, folder, isPackaged }: Started): string[] {
  // Switches may stand before the program's folder.
  const named = given.slice(1).filter((text) => !text.startsWith('-'));
  return named
    .slice(isPackaged ? 0 : 1)
    .flatMap((text) => pathOf(text, folder))
    .filter((path) => existsSync(path));
}

function pathOf(text: string, folder: string): string[] {
  if (!/^file:/i.test(text)) return [resolve(folder, text)];
  try {
    return [fileURLToPath(text)];
  } catch {
    // Of another computer, or no address at all.
    return [];
  }
}

/**
 * Files, by the window that is to open them: each project or genome has one of its own, and the rest
 * belongs to the first of them.
 */
export function splitByWindow(paths: readonly string[]): readonly (readonly string[])[] {
  const [first, ...others] = paths.filter((path) => isProjectFile(path) || isGenomeFile(path));
  if (first === undefined) return paths.length > 0 ? [paths] : [];
  const rest = paths.filter((path) => !isProjectFile(path) && !isGenomeFile(path));
  return [[first, ...rest], ...others.map((path) => [path])];
}
