import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { MegabaseError, systemCode, defined } from '../../contract/index.ts';
import type { ImportFile } from './import-plan.ts';

/** Bytes between two looks at the signal. */
const step = 4 << 20;

/**
 * Copies what a file, or the blob it links to, holds. `onBytes` is told of every piece.
 *
 * Errors: `download-damaged` where the bytes are not those that the blob's name stands for,
 * `disk-full`, `file-unreadable`, `cancelled`.
 */
export async function copyFile(
  file: ImportFile,
  target: string,
  { onBytes, signal }: { onBytes: (bytes: number) => void; signal?: AbortSignal | undefined },
): Promise<void> {
  const hash = startHash(file);
  const from = await open(file.path, 'r');
  try {
    const to = await open(target, 'wx');
    try {
      const buffer = Buffer.allocUnsafe(Math.min(step, Math.max(1, file.bytes)));
      for (;;) {
        expectWanted(signal);
        const { bytesRead } = await from.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        const piece = buffer.subarray(0, bytesRead);
        hash?.update(piece);
        await writeAll(to, piece);
        onBytes(bytesRead);
      }
      await to.sync();
    } finally {
      await to.close();
    }
  } catch (error) {
    throw systemCode(error) === 'ENOSPC' ? diskFull(target, error) : error;
  } finally {
    await from.close();
  }
  const found = hash?.digest('hex');
  if (found !== file.digest?.hex) {
    throw new MegabaseError(
      'download-damaged',
      `${file.path}: its bytes hash to ${found}; its name in the cache says ${defined(file.digest).hex}.`,
    );
  }
}

/** Error: `cancelled`. */
export function expectWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new MegabaseError('cancelled', 'The import was cancelled; nothing was kept.');
  }
}

function startHash({ digest, bytes }: ImportFile): Hash | undefined {
  if (digest === undefined) return undefined;
  return digest.kind === 'sha256'
    ? createHash('sha256')
    : createHash('sha1').update(`blob ${bytes}\0`);
}

async function writeAll(
  file: { write(buffer: Uint8Array): Promise<{ bytesWritten: number }> },
  bytes: Uint8Array,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes.subarray(done))).bytesWritten;
  }
}

function diskFull(target: string, cause: unknown): MegabaseError {
  return new MegabaseError('disk-full', `No space left to write ${target} (ENOSPC).`, { cause });
}
