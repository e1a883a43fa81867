import { stat } from 'node:fs/promises';
import { MegabaseError } from '../../contract/index.ts';

/** An index that is older than its file by more than this may belong to another version of it. */
const tolerableMs = 60_000;

/** The first of these files that is there. Throws `alignment-index`, naming all of them. */
export async function findIndex(
  path: string,
  candidates: readonly string[],
  onNote?: (note: string) => void,
): Promise<string> {
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    const { mtimeMs } = await stat(path);
    if (mtimeMs - found.mtimeMs > tolerableMs) {
      onNote?.(
        `${candidate} is older than the file it indexes; rebuild it if the file has changed.`,
      );
    }
    return candidate;
  }
  throw new MegabaseError(
    'alignment-index',
    `${path} has no index; looked for ${candidates.join(', ')}.`,
  );
}
