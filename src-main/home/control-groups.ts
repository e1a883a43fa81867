import { dirname, join } from 'node:path';

/** The text of a file of the system; undefined where there is none. */
type ReadText = (path: string) => string | undefined;

/** What the control groups of a process leave it; undefined where they set no limit. */
export interface GroupLimits {
  /** Processors, not always whole. */
  readonly processors: number | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
}

const mount = '/sys/fs/cgroup';

/**
 * The limits of this process's control groups and of all above them, version 1 and 2 (cgroups(7)). Slurm
 * and containers set them on a group above the one that a process is in, where Node does not look.
 */
export function groupLimits(read: ReadText): GroupLimits {
  const lines = read('/proc/self/cgroup')?.trim().split('\n') ?? [];
  const processors: number[] = [];
  const memory: number[] = [];
  for (const line of lines) {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') {
      for (const folder of foldersUp(mount, path)) {
        processors.push(quotaOf(read(join(folder, 'cpu.max'))?.trim().split(' ')));
        memory.push(numberOf(read(join(folder, 'memory.max'))));
      }
    }
    const names = controllers.split(',');
    if (names.includes('cpu')) {
      for (const folder of foldersUp(join(mount, controllers), path, join(mount, 'cpu'))) {
        const quota = ['cpu.cfs_quota_us', 'cpu.cfs_period_us'];
        processors.push(quotaOf(quota.map((name) => read(join(folder, name)) ?? '')));
      }
    }
    if (names.includes('memory')) {
      for (const folder of foldersUp(join(mount, 'memory'), path)) {
        memory.push(numberOf(read(join(folder, 'memory.limit_in_bytes'))));
      }
    }
  }
  return { processors: smallest(processors), memory: smallest(memory) };
}

/** A group's folder and those above it, in each place where its controller may be mounted. */
function foldersUp(root: string, path: string, ...roots: readonly string[]): string[] {
  const folders: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    for (const one of [root, ...roots]) folders.push(join(one, at));
    if (at === '/' || at === '.') return folders;
  }
}

/** Processors of `[quota, period]`; `max`, -1 and what is not there set no limit. */
function quotaOf([quota, period]: readonly string[] = []): number {
  return numberOf(quota) / numberOf(period);
}

function numberOf(text: string | undefined): number {
  const value = Number(text?.trim() || NaN);
  return value > 0 ? value : NaN;
}

/** Version 1 writes a number near 2 ** 63 where there is no limit. */
function smallest(values: readonly number[]): number | undefined {
  const limits = values.filter((value) => value > 0 && value < 2 ** 62);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
