import { existsSync } from 'node:fs';
import { filesOf, readProjectDocument } from './project-document.ts';

/**
 * Every file of the user's that a saved project would have opened, absolute; none of one that is not there.
 * Errors: `project-format`, `file-unreadable`.
 */
export function savedPaths(path: string): string[] {
  return existsSync(path) ? filesOf(readProjectDocument(path)) : [];
}
