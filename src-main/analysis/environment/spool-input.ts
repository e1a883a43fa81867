import { mkdtempSync, rmSync } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes, MegabaseError, systemCode } from '../../contract/index.ts';
import { makeFolder } from '../../formats/output/index.ts';
import { unpackedBytes } from '../../formats/lines/index.ts';

/** A stream that was kept as a file, until it is removed. */
export interface SpooledInput {
  readonly path: string;
  /** The folder of the file alone. */
  readonly folder: string;
  remove(): void;
}

/**
 * Keeps a stream as a file below `folder`, unpacked where it is gzip or bgzip, because it is read from
 * any place. It may take half of what is free on that disk.
 *
 * Errors: `disk-full`, nothing being left of it then; those of reading.
 */
export async function spoolInput(
  path: string,
  folder: string,
  { onNote, signal }: { readonly onNote: (note: string) => void; readonly signal: AbortSignal },
): Promise<SpooledInput> {
  makeFolder(folder);
  const own = mkdtempSync(join(folder, 'stdin-'));
  const remove = () => rmSync(own, { recursive: true, force: true });
  const target = join(own, 'stdin.fa');
  try {
    const { bavail, bsize } = await statfs(own);
    const limit = (bavail * bsize) / 2;
    const file = await open(target, 'wx', 0o600);
    let size = 0;
    try {
      for await (const bytes of unpackedBytes(path, signal)) {
        size += bytes.length;
        if (size > limit) throw full(`more than ${formatBytes(limit)}, half of what is free`, own);
        await file.appendFile(bytes);
      }
    } finally {
      await file.close();
    }
    onNote(`standard input, ${formatBytes(size)} unpacked, is kept in ${own} while this runs`);
    return { path: target, folder: own, remove };
  } catch (error) {
    remove();
    throw systemCode(error) === 'ENOSPC' ? full('no space is left', own) : error;
  }
}

function full(why: string, folder: string): MegabaseError {
  return new MegabaseError('disk-full', `Cannot keep standard input in ${folder}: ${why}.`);
}
