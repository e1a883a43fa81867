import { accessSync, constants } from 'node:fs';
import { isMegabaseError, systemCode } from '../../contract/index.ts';
import type { ScratchFolder } from '../../cache/index.ts';
import { fileSystemOf, findLocations } from '../../home/index.ts';
import { makeFolder } from '../../formats/output/index.ts';

/**
 * Which cache a command works with: the folder of one; `'auto'`, the usual one, or one of this command's own
 * where that cannot be used here; `true`, the usual one; `false`, none, and nothing is kept of anything. Where
 * absent nothing is looked up or stored, but indexes are kept.
 */
export interface CacheChoice {
  readonly cache?: string | boolean | undefined;
  /** Folders of caches that are read and never written. */
  readonly cacheFrom?: readonly string[] | undefined;
}

export interface ChosenCache {
  /** Of all that can be made again. */
  readonly folder: string;
  /** Whether predictions are looked up and stored. */
  readonly stores: boolean;
  /** Whether any of it stays. */
  readonly keeps: boolean;
}

/** The word that stands for no folder; a folder of that name is `./auto`. */
export const autoCache = 'auto';

export function chooseCache(
  cache: CacheChoice['cache'],
  scratch: ScratchFolder,
  onNote: (note: string) => void,
): ChosenCache {
  const temporary = (stores: boolean) => ({
    ...{ folder: scratch.path('cache'), stores, keeps: false },
  });
  if (cache === false) return temporary(false);
  if (typeof cache === 'string' && cache !== autoCache) {
    return { folder: findLocations(cache).cache, stores: true, keeps: true };
  }
  const { cache: folder, usualCache } = findLocations();
  if (cache === autoCache) {
    const why = networkFault(folder) ?? writeFault(folder);
    if (why === undefined) return { folder, stores: true, keeps: true };
    const isOwnDisk = scratch.kind !== 'network';
    const instead = isOwnDisk
      ? 'this command has a cache of its own in scratch, which is removed at its end'
      : 'scratch (TMPDIR) lies on one, too: nothing is kept';
    onNote(`the usual cache, ${folder}, ${why}: ${instead}`);
    return temporary(isOwnDisk);
  }
  // What a person named is used, or its fault is told.
  const isNamed = folder !== usualCache || Boolean(process.env['MEGABASE_HOME']);
  const why = isNamed || networkFault(folder) ? undefined : writeFault(folder);
  if (why === undefined) return { folder, stores: cache !== undefined, keeps: true };
  onNote(`nothing is kept: ${folder} ${why}; --cache DIR chooses another folder`);
  return temporary(false);
}

function networkFault(folder: string): string | undefined {
  const { kind, name } = fileSystemOf(folder);
  return kind === 'network' ? `lies on a network file system (${name})` : undefined;
}

/** Why a folder cannot be written, in words; undefined where it can, and is there now. */
function writeFault(folder: string): string | undefined {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    const code = systemCode(isMegabaseError(error) ? error.cause : error);
    return `cannot be written${code === undefined ? '' : ` (${code})`}`;
  }
}
