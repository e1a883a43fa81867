import { existsSync, lstatSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What Chromium makes in a profile's folder. Nothing else is touched: on macOS the old folder is that of
 * the user's projects and models, too.
 */
const chromiumNames = [
  ...['blob_storage', 'Cache', 'Code Cache', 'Cookies', 'Cookies-journal', 'Crashpad'],
  ...['DawnCache', 'DawnGraphiteCache', 'DawnWebGPUCache', 'databases', 'Dictionaries'],
  ...['DIPS', 'DIPS-wal', 'DIPS-shm', 'File System', 'GPUCache', 'IndexedDB', 'Local Storage'],
  ...['Local State', 'Network', 'Network Persistent State', 'Partitions', 'Preferences'],
  ...['Service Worker', 'Session Storage', 'Shared Dictionary', 'SharedStorage'],
  ...['SharedStorage-wal', 'SharedStorage-shm', 'shared_proto_db', 'Trust Tokens'],
  ...['Trust Tokens-journal', 'TransportSecurity', 'VideoDecodeStats', 'WebStorage'],
];

/** Whose presence says that a program may be using the folder now. */
const inUse = ['SingletonLock', 'lockfile'];

/**
 * Moves the place of the window, and the page's profile, from where earlier versions kept them. What is
 * at its new place already stays, and so does what cannot be moved: it is left where it was.
 */
export function moveProfile(
  from: readonly string[],
  { window, page }: { readonly window: string; readonly page: string },
): void {
  for (const folder of new Set(from)) {
    if (inUse.some((name) => isThere(join(folder, name)))) continue;
    move(join(folder, 'window.json'), join(window, 'window.json'));
    for (const name of chromiumNames) move(join(folder, name), join(page, name));
  }
}

/** Also a link to nothing: Chromium's lock names a host and a process, and no file. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function move(from: string, to: string): void {
  if (from === to || !existsSync(from) || existsSync(to)) return;
  try {
    renameSync(from, to);
  } catch {
    // On another disk, or not ours: all of it can be made again.
  }
}
