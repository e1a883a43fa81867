import { lstatSync } from 'node:fs';

/**
 * Whether a folder is this user's, and nobody else may put anything in it: in a folder that all users share,
 * anybody can make what is named as ours are. A link is no folder. On Windows each user's temporary folder
 * is their own. Errors: the system's.
 */
export function isOwnFolder(path: string): boolean {
  const found = lstatSync(path);
  if (!found.isDirectory()) return false;
  const user = process.geteuid?.();
  return user === undefined || (found.uid === user && (found.mode & 0o022) === 0);
}
