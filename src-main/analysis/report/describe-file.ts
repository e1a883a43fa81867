import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatBytes, MegabaseError } from '../../contract/index.ts';
import { hashFile, isStandardInput } from '../../formats/bytes/index.ts';
import type { ReportFile } from './report.ts';

/** Bytes: a larger file, such as the reads of a whole genome, is not read once more for its hash. */
export const maxHashed = 8e9;

/** Bytes whose hash takes seconds. */
const long = 5e8;

/**
 * A file as a report names it: without its folders, which are nobody's business but its owner's. What is no
 * regular file, or cannot be read any more, has no size and no hash. Error: `cancelled`.
 *
 * @param onLong told before a file that takes seconds is read
 */
export async function describeFile(
  role: string,
  path: string,
  { signal, onLong }: { readonly signal: AbortSignal; readonly onLong: (text: string) => void },
): Promise<ReportFile> {
  if (isStandardInput(path)) return { role, name: 'standard input' };
  const name = basename(path);
  try {
    const found = await stat(path);
    if (!found.isFile()) return { role, name };
    const { size: bytes } = found;
    if (bytes > maxHashed) return { role, name, bytes };
    if (bytes > long) onLong(`Taking the SHA-256 of ${name}, ${formatBytes(bytes)}.`);
    const { sha256 } = await hashFile(path, signal);
    return { role, name, bytes, sha256 };
  } catch {
    if (signal.aborted) throw new MegabaseError('cancelled', 'The report was stopped.');
    return { role, name };
  }
}
