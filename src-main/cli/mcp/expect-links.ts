import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PathBounds } from '../../transport/index.ts';

/** What is read beside a file without being named. */
const indexes = ['fai', 'gzi', 'tbi', 'csi', 'bai', 'crai'];

/** Folders in folders that a model has at most: a repository of the hub, its snapshot, and what is in there. */
const depth = 4;

/** Refuses a file with an index that is a link which leads out. Error: `path-outside`. */
export function expectIndexesInside(path: string, bounds: PathBounds): void {
  // `sample.bam` may have `sample.bam.bai` or `sample.bai`.
  for (const base of [path, path.replace(/\.[^./\\]*$/, '')]) {
    for (const ending of indexes) {
      const index = `${base}.${ending}`;
      if (lstatSync(index, { throwIfNoEntry: false })?.isSymbolicLink()) bounds.expect(index);
    }
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
