import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath } from './chromium.ts';
import { canChroot } from './chroot.ts';
import { oldNode } from './old-node.ts';
import { canPrebuildHere, prebuiltPath } from './prebuilds.ts';
import { canRunArm64 } from './qemu.ts';
import { hasRenderers } from './renderers.ts';
import { canRunSlurm, hasSnakemake } from './slurm.ts';
import { softwareGpu } from './software-gpu.ts';
import { canRunWindows } from './wine.ts';

/** Tests are matched by `tests/folder/name.test.ts > describe > title`. */
interface Skip {
  readonly tests: RegExp;
  readonly reason: string;
}

/** Skipped on a machine that has everything, at most so many. */
export const pinned: readonly (Skip & { readonly most: number })[] = [
  {
    tests: /, in Electron \(skipped: /,
    most: 32,
    reason: "Electron's binary is fetched apart from `npm ci`, and its window needs a screen",
  },
  {
    tests: /every-wire\.test\.ts > over IPC > calls in flight and after reject/,
    most: 1,
    reason: 'an Electron page ends with its window: there is nobody left to tell',
  },
];

/** Skipped only where a machine lacks what they need. */
export const needs: readonly (Skip & { readonly isThere: () => boolean })[] = [
  {
    tests: /api\/examples\.test\.ts > the example in Python/,
    reason: 'Python is missing',
    isThere: () => ['python3', 'python'].some((name) => runs(name, '--version')),
  },
  {
    tests: /api\/examples\.test\.ts > the example in R/,
    reason: 'R is missing',
    isThere: () => runs('Rscript', '--version'),
  },
  {
    tests: /\(skipped: MEGABASE_WINDOW is /,
    reason: 'MEGABASE_WINDOW chooses the other window',
    isThere: () => process.env['MEGABASE_WINDOW'] === undefined,
  },
  {
    tests: /samtools|bcftools|in CRAM are drawn/,
    reason: 'samtools, bcftools, bgzip or tabix is missing',
    isThere: () =>
      ['samtools', 'bcftools', 'bgzip', 'tabix'].every((name) => runs(name, '--version')),
  },
  {
    tests: /rsvg-convert/,
    reason: 'rsvg-convert or pdftoppm is missing',
    isThere: () => hasRenderers,
  },
  {
    tests: /pyBigWig/,
    reason: 'Python has no pyBigWig',
    isThere: () =>
      ['python3', '/usr/bin/python3'].some((one) => runs(one, '-c', 'import pyBigWig')),
  },
  {
    tests:
      /, in Chromium \(skipped: |tests\/renderer\/|in the page, by the preload|in a real browser/,
    reason: 'no Chromium was found',
    isThere: () => chromiumPath !== undefined,
  },
  {
    tests: /, on WebGPU \(skipped: /,
    reason: "no Vulkan in software: Chromium's SwiftShader and libvulkan1",
    isThere: () => softwareGpu.isThere,
  },
  {
    tests: /tests\/kernel\/|with the kernel built/,
    reason: 'the native kernel is not built',
    isThere: () => existsSync(join(import.meta.dirname, '../../native-models/kernel/build')),
  },
  {
    tests: /tests\/native\/|a pass by the native runner/,
    reason: 'the native module is not built, or MEGABASE_RUNNER switches its runner off',
    isThere: () =>
      process.env['MEGABASE_RUNNER'] !== 'off' &&
      existsSync(join(import.meta.dirname, '../../native-models/kernel/build')),
  },
  {
    tests: /package\/command/,
    reason: 'what ships for this machine is not built and cannot be, or no Chromium was found',
    isThere: () => canPrebuildHere && chromiumPath !== undefined,
  },
  {
    tests: /package\/deb/,
    reason: 'this user may not enter a system in a folder, or the system is not made of Debian',
    isThere: () => canPrebuildHere && canChroot,
  },
  {
    tests: /package\/linux-packages/,
    reason: 'dpkg-deb, rpmbuild or desktop-file-validate is missing',
    isThere: () =>
      ['dpkg-deb', 'rpmbuild', 'desktop-file-validate'].every((name) =>
        existsSync(`/usr/bin/${name}`),
      ),
  },
  {
    tests: /tests\/workflow\/.*\(skipped: no Snakemake/,
    reason: 'Snakemake is missing',
    isThere: () => hasSnakemake,
  },
  {
    tests: /tests\/workflow\/.*\(skipped: no Slurm/,
    reason: 'Slurm is missing, or this user may not start it',
    isThere: () => canRunSlurm,
  },
  {
    tests: /platforms\/windows|the package for Windows/,
    reason: 'Wine, mingw or a Node for Windows is missing',
    isThere: () => canRunWindows,
  },
  {
    tests: /platforms\/linux/,
    reason: 'QEMU, a compiler or a Node for Linux on arm64 is missing',
    isThere: () => canRunArm64,
  },
  {
    tests: /darwin-arm64 gives what Node looks for/,
    reason: 'the native module for macOS is not built',
    isThere: () => existsSync(prebuiltPath('darwin-arm64')),
  },
  {
    tests:
      /\bkilled\b|\bdies\b|dead process|no (compute )?process|the compute process >|in the middle of a megabase/,
    reason: 'only Linux lists its processes as files',
    isThere: () => process.platform === 'linux',
  },
  {
    tests: /\bdisk\b|disk-full/,
    reason: 'this user may not mount a small disk',
    isThere: canMount,
  },
  {
    tests: /without any network|without the variable a session/,
    reason: 'this user may not take the network away from a command',
    isThere: () => runs('unshare', '--map-root-user', '--net', 'true'),
  },
  {
    tests: /in pid namespaces of their own/,
    reason: 'this user may not start a command in a namespace of pids',
    isThere: () => runs('unshare', '--pid', '--fork', '--kill-child', '--mount-proc', 'true'),
  },
  {
    tests: /a user who has none, only a number/,
    reason: 'this user may not start a command as another one',
    isThere: () =>
      runs('setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups', 'true'),
  },
  {
    tests: /lies on a disk where nobody named a folder|is told from a dead process/,
    reason: 'this system is not Linux, or has no /var/tmp',
    isThere: () => process.platform === 'linux' && existsSync('/var/tmp'),
  },
  {
    tests: /started by an older Node/,
    reason: 'no Node older than the program needs was found',
    isThere: () => oldNode !== undefined,
  },
  {
    tests: /without permission|a device is|through a pipe/,
    reason: 'this system has no such files',
    isThere: () => process.platform !== 'win32' && existsSync('/sys/kernel'),
  },
];

function runs(name: string, ...args: string[]): boolean {
  return spawnSync(name, args, { stdio: 'ignore' }).status === 0;
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'megabase-disk-'));
  const isThere = runs('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
  if (isThere) runs('umount', folder);
  rmSync(folder, { recursive: true });
  return isThere;
}
