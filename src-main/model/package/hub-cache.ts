import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { MegabaseError, defined } from '../../contract/index.ts';

/** What a blob's name in the hub's cache says of its bytes. */
export interface BlobDigest {
  /** `sha256` of a large file's bytes; `git`: sha1 of `blob <length>\0` and the bytes. */
  readonly kind: 'sha256' | 'git';
  readonly hex: string;
}

/**
 * The folder to read a model from. For a repository in the hub's cache (`models--org--name`) that is
 * the snapshot which `refs/main` names, or the only one; any other folder is itself.
 *
 * Error: `model-missing` where no snapshot is the one.
 */
export function snapshotFolder(folder: string): string {
  const snapshots = join(folder, 'snapshots');
  if (!basename(folder).startsWith('models--') || !existsSync(snapshots)) return folder;
  const revisions = readdirSync(snapshots).filter((name) =>
    statSync(join(snapshots, name)).isDirectory(),
  );
  const reference = join(folder, 'refs', 'main');
  if (existsSync(reference)) {
    const revision = readFileSync(reference, 'utf8').trim();
    if (revisions.includes(revision)) return join(snapshots, revision);
    throw new MegabaseError(
      'model-incomplete',
      `${reference} names the snapshot ${revision}; there ${list(revisions)}.`,
    );
  }
  if (revisions.length === 1) return join(snapshots, defined(revisions[0]));
  throw new MegabaseError(
    'model-incomplete',
    `${folder} has no refs/main to choose a snapshot by; there ${list(revisions)}.`,
  );
}

function list(revisions: readonly string[]): string {
  if (revisions.length === 0) return 'is none';
  return `${revisions.length === 1 ? 'is' : 'are'} ${revisions.join(', ')}`;
}

/** Refuses a snapshot with links to blobs that never came. Error: `model-missing`. */
export function expectLinksWhole(folder: string, isNeeded: (name: string) => boolean): void {
  for (const name of readdirSync(folder).filter(isNeeded)) {
    const path = join(folder, name);
    if (existsSync(path)) continue;
    throw new MegabaseError(
      'model-incomplete',
      `${path} is a link to ${readlinkSync(path)}, which is not there: the download is not whole.`,
    );
  }
}

/** What a file's bytes must hash to, where it is a link to a blob of the hub's cache. */
export function blobDigest(path: string): BlobDigest | undefined {
  if (!lstatSync(path).isSymbolicLink()) return undefined;
  const blob = resolve(dirname(path), readlinkSync(path));
  if (basename(dirname(blob)) !== 'blobs') return undefined;
  const name = basename(blob);
  if (/^[0-9a-f]{64}$/.test(name)) return { kind: 'sha256', hex: name };
  return /^[0-9a-f]{40}$/.test(name) ? { kind: 'git', hex: name } : undefined;
}
