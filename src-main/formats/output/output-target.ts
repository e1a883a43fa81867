import { fstatSync, type BigIntStats } from 'node:fs';
import { lstat, readlink, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MegabaseError, systemCode } from '../../contract/index.ts';
import { outputError } from './output-error.ts';

/** How a command line names standard output, and standard input, where a file is expected. */
export const standardStream = '-';

/** What stands where a file is to be written. */
export type OutputTarget =
  | { readonly kind: 'nothing' }
  /** `identity` is that of this very file as it is now: another one, or a change, has another. */
  | { readonly kind: 'file'; readonly identity: string }
  /** A pipe, a device or an open descriptor: it is written through, and never replaced. */
  | { readonly kind: 'stream'; readonly descriptor?: number | undefined };

/**
 * Looks at what stands at `path`; `-` is standard output. Links are followed to pipes and devices only.
 * Error: `output-unwritable` for a folder, for a link to a file or to nowhere, and for a descriptor
 * that is not open.
 */
export async function outputTarget(path: string): Promise<OutputTarget> {
  const descriptor = descriptorOf(path);
  try {
    if (descriptor !== undefined) {
      fstatSync(descriptor);
      return { kind: 'stream', descriptor };
    }
    const standing = await lstat(path, { bigint: true });
    const behind = standing.isSymbolicLink() ? await stat(path).catch(() => undefined) : standing;
    if (behind?.isDirectory()) throw unwritable(path, 'what stands there is a folder');
    if (behind && !behind.isFile()) return { kind: 'stream' };
    if (standing.isSymbolicLink()) {
      const to = await readlink(path);
      throw unwritable(
        path,
        `it is a link to ${to}, and links are not followed; name the file itself`,
      );
    }
    return { kind: 'file', identity: identityOf(standing) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { kind: 'nothing' };
    throw outputError(error, path);
  }
}

/** The file as it stands. A file that was written anew or changed since has another identity. */
export function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(':');
}

/** Whether what is written there goes to this process's standard output. */
export function isStandardOutput(path: string): boolean {
  return descriptorOf(path) === 1;
}

/** The descriptor that a path names: `-`, `/dev/stdout`, `/dev/fd/63` as of `>(gzip)`. */
function descriptorOf(path: string): number | undefined {
  if (path === standardStream) return 1;
  if (process.platform === 'win32') return undefined;
  const absolute = resolve(path);
  if (absolute === '/dev/stdout') return 1;
  if (absolute === '/dev/stderr') return 2;
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(absolute)?.[1];
  return number === undefined ? undefined : Number(number);
}

function unwritable(path: string, why: string): MegabaseError {
  return new MegabaseError('output-unwritable', `Cannot write ${path}: ${why}.`, { file: path });
}
