import { rmSync } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes, MegabaseError, systemCode } from '../../contract/index.ts';
import { makeFolder } from '../../formats/output/index.ts';
import { unpackedBytes } from '../../formats/lines/index.ts';

/** A stream that was kept as a file. */
export interface SpooledInput {
  readonly path: string;
  /** The folder of the file alone. */
  readonly folder: string;
}

/**
 * Keeps a stream as a file in `folder`, which is made, unpacked where it is gzip or bgzip, because it is read
 * from any place. It may take half of what is free on that disk.
 *
 * Errors: `disk-full`, nothing being left of it then; those of reading.
 */
export async function spoolInput(
  path: string,
  folder: string,
  { onNote, signal }: { readonly onNote: (note: string) => void; readonly signal: AbortSignal },
): Promise<SpooledInput> {
  makeFolder(folder);
  const target = join(folder, 'stdin.fa');
  try {
    const { bavail, bsize } = await statfs(folder);
    const limit = (bavail * bsize) / 2;
    const file = await open(target, 'wx', 0o600);
    let size = 0;
    try {
      for await (const bytes of unpackedBytes(path, signal)) {
        size += bytes.length;
        if (size > limit)
          throw full(`more than ${formatBytes(limit)}, half of what is free`, folder);
        await file.appendFile(bytes);
      }
    } finally {
      await file.close();
    }
    onNote(`standard input, ${formatBytes(size)} unpacked, is kept in ${folder} while this runs`);
    return { path: target, folder };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw systemCode(error) === 'ENOSPC' ? full('no space is left', folder) : error;
  }
}

function full(why: string, folder: string): MegabaseError {
  return new MegabaseError('disk-full', `Cannot keep standard input in ${folder}: ${why}.`);
}
