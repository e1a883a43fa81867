import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Replaceable } from '../../formats/output/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import type { BatchProblem } from './batch-plan.ts';
import type { ReadySnapshot } from './resolve-snapshots.ts';

/** Two snapshots of one name: IGV would keep the last alone. */
export function findDoubles(snapshots: readonly ReadySnapshot[], problems: BatchProblem[]): void {
  const first = new Map<string, number>();
  for (const { path, line } of snapshots) {
    const before = first.get(path);
    if (before === undefined) first.set(path, line);
    else {
      const found = `a second snapshot ${path}, after that of line ${before}`;
      problems.push({ line, found, expected: 'another name' });
    }
  }
}

/**
 * Files that stand already, and whether all can be written; folders that are not there are made only once
 * something is drawn. Errors: as `checkOutputs`; problems of folders are added, line by line.
 */
export async function checkFiles(
  snapshots: readonly ReadySnapshot[],
  inputs: readonly string[],
  problems: BatchProblem[],
): Promise<Replaceable> {
  const inFolders: string[] = [];
  for (const { path, line } of snapshots) {
    const folder = dirname(path);
    const above = nearestFolder(folder);
    if (above === folder) inFolders.push(path);
    else if (!canBeMade(above)) {
      const expected = 'a folder, or a place where one can be made';
      problems.push({ line, found: `the folder ${folder}`, expected });
    }
  }
  return checkOutputs(inFolders, inputs);
}

/** What stands of a folder's path. */
function nearestFolder(path: string): string {
  let at = path;
  while (statOf(at) === undefined && dirname(at) !== at) at = dirname(at);
  return at;
}

function canBeMade(above: string): boolean {
  try {
    accessSync(above, constants.W_OK);
    return statOf(above)?.isDirectory() === true;
  } catch {
    return false;
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // No name of a file, or below a file.
    return undefined;
  }
}
