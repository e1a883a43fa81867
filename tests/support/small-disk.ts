import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * A folder on a file system of `megabytes` of its own, taken down after the file's last test;
 * undefined where this user may not mount one.
 */
export function mountSmallDisk(megabytes: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'megabase-disk-'));
  const run = (command: string, ...rest: string[]) =>
    execFileSync(command, [...rest, folder], { stdio: 'ignore' });
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs');
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  afterAll(() => {
    run('umount');
    rmSync(folder, { recursive: true });
  });
  return folder;
}
