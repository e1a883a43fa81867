import { MegabaseError } from '../../contract/index.ts';
import { fileSystemOf } from '../../home/index.ts';

/**
 * A cache is for one machine: SQLite's write-ahead log needs memory that its processes share, and locks
 * that hold, and neither reaches over a network.
 *
 * @throws {MegabaseError} `cache-network` where other machines may have the folder's disk, too
 */
export function expectOwnDisk(folder: string): void {
  const { kind, name } = fileSystemOf(folder);
  if (kind !== 'network') return;
  throw new MegabaseError(
    'cache-network',
    `The cache ${folder} lies on a network file system (${name}). A cache is for one machine: two that ` +
      'write to it there can damage it.',
    { file: folder, found: name },
  );
}
