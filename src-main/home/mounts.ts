import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { FileSystem } from './disk-kind.ts';

/**
 * Linux's `f_type` of file systems, as statfs(2), linux/magic.h and coreutils' stat list them. Names as
 * `mount` has them; ext2 and ext3 have ext4's number.
 */
const linuxTypes: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x2fc12fc1: 'zfs',
  0xca451a4e: 'bcachefs',
  0xf2f52010: 'f2fs',
  0x3153464a: 'jfs',
  0x52654973: 'reiserfs',
  0x5346544e: 'ntfs',
  0x7366746e: 'ntfs3',
  0x2011bab0: 'exfat',
  0x4d44: 'vfat',
  0x4244: 'hfs',
  0x482b: 'hfsplus',
  0x15013346: 'udf',
  0x794c7630: 'overlay',
  0x61756673: 'aufs',
  0xf15f: 'ecryptfs',
  0x73717368: 'squashfs',
  0x01021994: 'tmpfs',
  0x858458f6: 'ramfs',
  0x65735546: 'fuse',
  0x6969: 'nfs',
  0xff534d42: 'cifs',
  0xfe534d42: 'smb3',
  0x517b: 'smb',
  0x5346414f: 'afs',
  0x6b414653: 'afs',
  0x564c: 'ncpfs',
  0x73757245: 'coda',
  0x01021997: '9p',
  0x0bd00bd0: 'lustre',
  0x47504653: 'gpfs',
  0x19830326: 'beegfs',
  0x00c36400: 'ceph',
  0x01161970: 'gfs2',
  0x7461636f: 'ocfs2',
  0xaad7aaea: 'panfs',
  0x20030528: 'pvfs2',
  0x61636673: 'acfs',
  0xbeefdead: 'snfs',
  0x013111a8: 'ibrix',
  0x786f4256: 'vboxsf',
  0xbacbacbc: 'vmhgfs',
  0x7c7c6673: 'prl_fs',
};

/** The name of Linux's `f_type`, which is signed on some machines; undefined where it is not known here. */
export function linuxName(type: number): string | undefined {
  return linuxTypes[type >>> 0];
}

/**
 * The file system of the mount that `path` lies below, by the text of `/proc/self/mountinfo`
 * (proc(5)): `ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [FIELDS...] - TYPE SOURCE OPTIONS`.
 */
export function mountOf(path: string, mountinfo: string): string | undefined {
  const real = realpathSync.native(path);
  let found: { readonly point: string; readonly type: string } | undefined;
  for (const line of mountinfo.split('\n')) {
    const [fields = '', rest = ''] = line.split(' - ');
    const point = unescaped(fields.split(' ')[4] ?? '');
    const [type = ''] = rest.split(' ');
    // Of two at one place the later one hides the earlier.
    if (liesBelow(real, point) && point.length >= (found?.point.length ?? 0))
      found = { point, type };
  }
  return found?.type;
}

/** Blanks and the like are written in octal there. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(parseInt(octal, 8)),
  );
}

function liesBelow(path: string, point: string): boolean {
  if (point === '') return false;
  return path === point || path.startsWith(point.endsWith(sep) ? point : point + sep);
}

/** macOS numbers its file systems anew at each start; `mount` names them, and says which are local. */
export function mountedByMac(path: string): FileSystem {
  const text = execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 5_000 });
  return macMountOf(realpathSync.native(path), text);
}

/** The same of a real path, by what `mount` prints: `SOURCE on POINT (TYPE, OPTION, ...)`. */
export function macMountOf(path: string, printed: string): FileSystem {
  let found = { point: '', name: 'unknown', isLocal: false };
  for (const line of printed.split('\n')) {
    const match = /^.* on (.+?) \(([^,)]+)((?:, [^)]*)?)\)$/.exec(line);
    const [, point = '', name = '', options = ''] = match ?? [];
    if (!liesBelow(path, point) || point.length < found.point.length) continue;
    found = { point, name, isLocal: options.split(', ').includes('local') };
  }
  const { name, isLocal } = found;
  if (name === 'unknown') return { kind: 'unknown', name };
  return { kind: isLocal ? 'local' : 'network', name };
}

/** Windows gives a share that has a letter its own name, `\\server\share`, as the real path. */
export function driveKind(path: string): FileSystem {
  const isShare = /^\\\\(?![?.]\\(?!UNC\\))/i.test(path);
  return isShare ? { kind: 'network', name: 'share' } : { kind: 'local', name: 'drive' };
}
