import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isUpToDate } from '../../resources/release/native-module.ts';
import { root } from './paths.ts';

const folder = join(root, 'native-models/kernel');

/** Where `npm run build:kernel -- --platform` puts the module for a platform. */
export function prebuiltPath(platform: string): string {
  return join(folder, 'prebuilds', platform, 'kernel.node');
}

/** The module for a platform, built anew where its sources or its recipe have changed since. */
export function prebuilt(platform: string): string {
  const path = prebuiltPath(platform);
  if (isUpToDate(path, folder)) return path;
  const script = join(folder, 'build.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--platform', platform], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return path;
}

/** Whether the module for this machine is there, or can be built as it ships. */
export const canPrebuildHere = (() => {
  const host = `${process.platform}-${process.arch}`;
  const compilers = { 'linux-x64': 'x86_64-linux-gnu-g++', 'linux-arm64': 'aarch64-linux-gnu-g++' };
  const compiler = Object.entries(compilers).find(([platform]) => platform === host)?.[1];
  return existsSync(prebuiltPath(host)) || (compiler !== undefined && hasCommand(compiler));
})();

/** The file of a package that `npm ci --prefix native-models/kernel/cross --force` installs. */
export function crossFile(path: string): string {
  return join(folder, 'cross/node_modules', path);
}

/** Whether a command is there: it answers to `--version`. */
export function hasCommand(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}
