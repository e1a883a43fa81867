import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { indexPaths } from '../../formats/bytes/index.ts';
import type { PathBounds } from '../../transport/index.ts';

/** Folders in folders that a model has at most: a repository of the hub, its snapshot, and what is in there. */
const depth = 4;

/** Refuses a file with an index that is a link which leads out. Error: `path-outside`. */
export function expectIndexesInside(path: string, bounds: PathBounds): void {
  for (const index of indexPaths(path)) {
    if (lstatSync(index, { throwIfNoEntry: false })?.isSymbolicLink()) bounds.expect(index);
  }
}

/** Refuses a model's folder, or a head's, with links that lead out; a file is let be. Error: `path-outside`. */
export function expectModelInside(path: string, bounds: PathBounds): void {
  if (statSync(path).isDirectory()) expectFolderInside(path, bounds, depth);
}

function expectFolderInside(folder: string, bounds: PathBounds, left: number): void {
  if (left === 0) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) bounds.expect(path);
    if (entry.isDirectory()) expectFolderInside(path, bounds, left - 1);
  }
}
