import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * A path of a batch file, as IGV finds it: from the home folder, from the folder of the batch file, or from the
 * working folder, and where nothing stands there beside the batch file. Absolute.
 */
export function batchPath(text: string, batchFolder: string): string {
  if (text === '~' || /^~[/\\]/.test(text)) return join(homedir(), text.slice(1));
  if (text.startsWith('$SCRIPT_DIR')) return join(batchFolder, text.slice('$SCRIPT_DIR'.length));
  const here = resolve(text);
  const beside = resolve(batchFolder, text);
  return !existsSync(here) && existsSync(beside) ? beside : here;
}

/** What lies somewhere else, which no figure is drawn from. */
export function isAddress(text: string): boolean {
  return /^(https?|ftp|gs|s3|htsget|data):/i.test(text);
}
