import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { MegabaseError, systemCode, type FolderListing } from '../../contract/index.ts';

/** `chr2` before `chr10`. */
const byName = new Intl.Collator(undefined, { numeric: true });

/** A folder's entries, folders first, hidden ones left out. Error: `file-unreadable`. */
export function listFolder(folder: string = homedir()): FolderListing {
  const path = resolve(folder);
  const parent = dirname(path);
  try {
    const entries = readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .map((name) => describe(name, join(path, name)))
      .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || byName.compare(a.name, b.name));
    return { folder: path, parent: parent === path ? undefined : parent, entries };
  } catch (cause) {
    throw new MegabaseError('file-unreadable', `${path} cannot be listed (${systemCode(cause)}).`, {
      cause,
    });
  }
}

function describe(name: string, path: string): FolderListing['entries'][number] {
  try {
    const found = statSync(path);
    const isFolder = found.isDirectory();
    const modifiedAt = found.mtime.toISOString();
    return { name, path, isFolder, modifiedAt, ...(isFolder ? {} : { bytes: found.size }) };
  } catch {
    // A link that leads nowhere, or where this user may not look, must not hide the others.
    return { name, path, isFolder: false };
  }
}
