import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskKindOf, onLinux } from '../../src-main/home/file-system.ts';
import { fileSystemOf, isRunning, ownIdentity, scratchPlace } from '../../src-main/home/index.ts';
import { driveKind, linuxName, macMountOf, mountOf } from '../../src-main/home/mounts.ts';
import { onFileSystem } from '../support/on-file-system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the file system of a path', () => {
  it.each([
    ['NFS', 0x6969, 'network'],
    ['Lustre', 0x0bd00bd0, 'network'],
    ['GPFS', 0x47504653, 'network'],
    ['CIFS', 0xff534d42, 'network'],
    ['CIFS, as a signed number', -11317950, 'network'],
    ['SMB 2 and later', 0xfe534d42, 'network'],
    ['BeeGFS', 0x19830326, 'network'],
    ['Ceph', 0x00c36400, 'network'],
    ['Plan 9, as of WSL', 0x01021997, 'network'],
    ['AFS', 0x5346414f, 'network'],
    ['OCFS2', 0x7461636f, 'network'],
    ['ext4', 0xef53, 'local'],
    ['XFS', 0x58465342, 'local'],
    ['Btrfs', 0x9123683e, 'local'],
    ['ZFS', 0x2fc12fc1, 'local'],
    ['overlay, as of containers', 0x794c7630, 'local'],
    ['tmpfs', 0x01021994, 'memory'],
  ])('%s is known by its number', (_, type, kind) => {
    expect(diskKindOf(linuxName(type)!)).toBe(kind);
  });

  it('of a program is known by its mount', () => {
    const root = temporaryFolder();
    const line = (point: string, type: string) =>
      `36 35 98:0 / ${point.replaceAll(' ', '\\040')} rw,noatime master:1 - ${type} source rw`;
    const text = [
      line('/', 'ext4'),
      line(root, 'fuse.sshfs'),
      line(join(root, 'with blank'), 'fuse.fuse-overlayfs'),
      line(join(root, 'hidden'), 'nfs'),
      line(join(root, 'hidden'), 'virtiofs'),
      '',
    ].join('\n');
    for (const name of ['with blank/a', 'with', 'hidden'])
      mkdirSync(join(root, name), { recursive: true });
    symlinkSync(join(root, 'with blank'), join(root, 'link'));
    const type = (name: string) => mountOf(join(root, name), text);
    expect(['', 'with', 'with blank/a', 'link', 'hidden'].map(type)).toEqual([
      ...['fuse.sshfs', 'fuse.sshfs', 'fuse.fuse-overlayfs', 'fuse.fuse-overlayfs', 'virtiofs'],
    ]);
    expect(mountOf('/', text)).toBe('ext4');
  });

  it.each([
    ['one whose number is not known', 0x1234, 'wekafs', 'network'],
    ['one over the network', 0x65735546, 'fuse.sshfs', 'network'],
    ['one that came after this list', 0x65735546, 'fuse.quobyte', 'network'],
    ["a virtual machine's host", 0x65735546, 'virtiofs', 'network'],
    ['a layer of a container', 0x65735546, 'fuse.fuse-overlayfs', 'local'],
    ["Windows' disk", 0x65735546, 'fuseblk', 'local'],
    ['an encrypted folder, wherever that lies', 0x65735546, 'fuse.gocryptfs', 'unknown'],
    ['one of neither number nor mount', 0x1234, undefined, 'unknown'],
    ['a known number, whatever its mount', 0x6969, 'ext4', 'network'],
  ])('%s is told by number and mount', (_, type, mounted, kind) => {
    expect(onLinux(type, () => mounted).kind).toBe(kind);
  });

  it('is told by what mount prints on macOS', () => {
    const text = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//me@server/share on /Volumes/my (old) share (smbfs, nodev, nosuid, mounted by me)
server:/home on /Volumes/home (nfs)
`;
    expect(macMountOf('/Users/me', text)).toEqual({ kind: 'local', name: 'apfs' });
    expect(macMountOf('/Volumes/my (old) share/a', text)).toEqual({
      kind: 'network',
      name: 'smbfs',
    });
    expect(macMountOf('/Volumes/home', text)).toEqual({ kind: 'network', name: 'nfs' });
    expect(macMountOf('/Volumes/homes', text).kind).toBe('local');
    expect(macMountOf('/', '').kind).toBe('unknown');
  });

  it.each([
    [String.raw`C:\Users\me`, 'local'],
    [String.raw`\\server\share\a`, 'network'],
    [String.raw`\\?\UNC\server\share`, 'network'],
    [String.raw`\\?\C:\Users`, 'local'],
  ])('is told by the real path on Windows: %s', (path, kind) => {
    expect(driveKind(path).kind).toBe(kind);
  });

  it('of what is not there yet is that of the folder above', () => {
    const folder = temporaryFolder();
    expect(fileSystemOf(join(folder, 'a/b/c'))).toEqual(fileSystemOf(folder));
    expect(fileSystemOf(folder).kind).not.toBe('unknown');
  });
});

describe('scratch', () => {
  it('lies where TMPDIR says, also in memory', () => {
    const { TMPDIR: before } = process.env;
    process.env['TMPDIR'] = temporaryFolder();
    try {
      onFileSystem({ kind: 'memory', name: 'tmpfs' }, tmpdir());
      expect(scratchPlace()).toEqual({ folder: tmpdir(), kind: 'memory', name: 'tmpfs' });
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });

  it.skipIf(process.platform === 'win32' || !existsSync('/var/tmp'))(
    'lies on a disk where nobody named a folder and the usual one lies in memory',
    () => {
      const { TMPDIR: before } = process.env;
      delete process.env['TMPDIR'];
      try {
        expect(scratchPlace().folder).toBe('/tmp');
        onFileSystem({ kind: 'memory', name: 'tmpfs' }, '/tmp');
        expect(scratchPlace().folder).toBe('/var/tmp');
        onFileSystem({ kind: 'memory', name: 'tmpfs' });
        expect(scratchPlace()).toMatchObject({ folder: '/tmp', kind: 'memory' });
      } finally {
        if (before !== undefined) process.env['TMPDIR'] = before;
      }
    },
  );
});

describe('a process', () => {
  it.skipIf(process.platform !== 'linux')(
    'is told from a dead process, and from one of the same number',
    () => {
      const own = ownIdentity();
      expect(isRunning(own)).toBe(true);
      expect(isRunning({ ...own, start: '1' })).toBe(false);
      const { pid } = spawnSync(process.execPath, ['--version']);
      expect(isRunning({ ...own, pid })).toBe(false);
    },
  );

  it.each([
    ['another start of the machine', { boot: 'other' }],
    ['another container', { pidNamespace: 'pid:[1]' }],
    ['a system that tells neither', { boot: undefined }],
  ])('of %s is not judged', (_, change) => {
    expect(isRunning({ ...ownIdentity(), ...change })).toBeUndefined();
  });
});
