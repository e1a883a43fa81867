import { existsSync, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { driveKind, linuxName, mountOf, mountedByMac } from './mounts.ts';

/**
 * What kind of disk a file system stands for.
 *
 * - `local`: this machine's alone, so that its locks tell all.
 * - `memory`: the same, but what lies there takes memory.
 * - `network`: other machines may have it open, and neither locks nor shared memory reach them.
 * - `unknown`: none of those that are known here, such as a file system of a program (FUSE).
 */
export type DiskKind = 'local' | 'memory' | 'network' | 'unknown';

export interface FileSystem {
  readonly kind: DiskKind;
  /** As `mount` calls it: `ext4`, `nfs`, `fuse.sshfs`. */
  readonly name: string;
}

type Look = (path: string) => FileSystem;

let look: Look = (path) => {
  if (process.platform === 'win32') return driveKind(realpathSync.native(path));
  if (process.platform === 'darwin') return mountedByMac(path);
  const name = linuxName(statfsSync(path).type) ?? 'unknown';
  // One number stands for all file systems of programs, and for what a virtual machine shares.
  if (name !== 'fuse') return { kind: kindOf(name), name };
  const mounted = mountOf(path, readFileSync('/proc/self/mountinfo', 'utf8')) ?? name;
  return { kind: kindOf(mounted), name: mounted };
};

/**
 * The file system that `path` lies on, or will: where it is not there yet, that of the folder above it
 * which is. What cannot be looked at is `unknown`.
 */
export function fileSystemOf(path: string): FileSystem {
  try {
    return look(standing(resolve(path)));
  } catch {
    return { kind: 'unknown', name: 'unknown' };
  }
}

/** Has file systems looked at by `other` from now on, and gives back what was asked before: for tests. */
export function lookAtFileSystemsBy(other: Look): Look {
  const before = look;
  look = other;
  return before;
}

function standing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : standing(dirname(path));
}

/** Shared between machines, by the name that `mount` has for it. */
const network = new Set(
  (
    'nfs nfs4 cifs smb smb3 smbfs afs afpfs webdav ncpfs coda 9p lustre gpfs beegfs ceph gfs2 ocfs2 panfs ' +
    'pvfs2 acfs snfs ibrix wekafs vboxsf vmhgfs prl_fs virtiofs ' +
    'fuse.sshfs fuse.glusterfs fuse.ceph fuse.ceph-fuse fuse.s3fs fuse.rclone fuse.gcsfuse fuse.goofys ' +
    'fuse.mountpoint-s3 fuse.juicefs fuse.davfs fuse.davfs2 fuse.curlftpfs fuse.cvmfs2 fuse.moosefs ' +
    'fuse.mfs fuse.lizardfs fuse.seaweedfs fuse.afp fuse.smbnetfs fuse.vmhgfs-fuse fuse.grpcfuse ' +
    'fuse.osxfs fuse.gvfsd-fuse fuse.blobfuse fuse.blobfuse2 fuse.dfuse fuse.unifyfs fuse.alluxio'
  ).split(' '),
);

const inMemory = new Set(['tmpfs', 'ramfs']);

const local = new Set(
  (
    'ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs ntfs ntfs3 exfat vfat hfs hfsplus apfs ufs udf overlay ' +
    'ecryptfs squashfs aufs fuseblk fuse.fuse-overlayfs fuse.ntfs-3g drive'
  ).split(' '),
);

export function kindOf(name: string): DiskKind {
  if (network.has(name)) return 'network';
  if (inMemory.has(name)) return 'memory';
  return local.has(name) ? 'local' : 'unknown';
}
