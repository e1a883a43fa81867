import { existsSync, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DiskKind, FileSystem } from './disk-kind.ts';
import { driveKind, linuxName, mountOf, mountedByMac } from './mounts.ts';

type Look = (path: string) => FileSystem;

let look: Look = (path) => {
  if (process.platform === 'win32') return driveKind(realpathSync.native(path));
  if (process.platform === 'darwin') return mountedByMac(path);
  return onLinux(statfsSync(path).type, () =>
    mountOf(path, readFileSync('/proc/self/mountinfo', 'utf8')),
  );
};

/**
 * By the number that statfs(2) gives, or where it tells nothing by the name of the mount: not all numbers are
 * known here, and one stands for all file systems of programs, and for what a virtual machine shares.
 */
export function onLinux(type: number, mounted: () => string | undefined): FileSystem {
  const known = linuxName(type);
  const name = known === undefined || known === 'fuse' ? (mounted() ?? known) : known;
  return name === undefined
    ? { kind: 'unknown', name: 'unknown' }
    : { kind: diskKindOf(name), name };
}

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
    'pvfs2 orangefs acfs snfs ibrix wekafs dvs fhgfs beegfs_nodev scoutfs vboxsf vmhgfs prl_fs virtiofs'
  ).split(' '),
);

const inMemory = new Set(['tmpfs', 'ramfs']);

const local = new Set(
  (
    'ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs ntfs ntfs3 exfat vfat hfs hfsplus apfs ufs udf overlay ' +
    'ecryptfs squashfs aufs fuseblk fuse.fuse-overlayfs fuse.ntfs fuse.ntfs-3g fuse.lowntfs-3g fuse.exfat ' +
    'fuse.ext2 fuse.ext4 fuse.fuse2fs fuse.zfs-fuse fuse.apfs fuse.squashfuse drive'
  ).split(' '),
);

/** Of programs: they stand over other folders, which may lie anywhere. */
const overOthers = new Set(
  (
    'fuse.gocryptfs fuse.encfs fuse.cryfs fuse.securefs fuse.bindfs fuse.mergerfs fuse.unionfs ' +
    'fuse.unionfs-fuse fuse.mhddfs fuse.lxcfs fuse.portal'
  ).split(' '),
);

/** Of programs most reach over a network, and new ones come: those that do not are named. */
export function diskKindOf(name: string): DiskKind {
  if (network.has(name)) return 'network';
  if (inMemory.has(name)) return 'memory';
  if (local.has(name)) return 'local';
  return name.startsWith('fuse.') && !overOthers.has(name) ? 'network' : 'unknown';
}
