import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { MegabaseError, systemCode, type FolderListing } from '../../contract/index.ts';

/** A folder's entries, folders first, hidden ones left out. Error: `file-unreadable`. */
export function listFolder(folder: string = homedir()): FolderListing {
  const path = resolve(folder);
  const parent = dirname(path);
  try {
    const entries = readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .map((name) => ({ name, path: join(path, name), isFolder: isFolder(join(path, name)) }))
      .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name));
    return { folder: path, parent: parent === path ? undefined : parent, entries };
  } catch (cause) {
    throw new MegabaseError('file-unreadable', `${path} cannot be listed (${systemCode(cause)}).`, {
      cause,
    });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
