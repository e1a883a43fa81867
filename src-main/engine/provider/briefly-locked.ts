import { closeSync, constants, openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { systemCode } from '../../contract/index.ts';

/** A lock that the system lets go of when this process ends, however that is. */
interface BriefLock {
  release(): void;
}

/** Takes the lock that a file stands for; undefined where another has it. */
export type TryLock = (path: string) => BriefLock | undefined;

/** `O_EXLOCK` of macOS, which Node hands on to `open` and has no name for. */
const exclusive = process.platform === 'darwin' ? 0x20 | constants.O_NONBLOCK : 0;

/** Of the systems whose sockets are files, macOS alone runs Megabase; elsewhere this locks nothing. */
const tryLock: TryLock = (path) => {
  try {
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT | exclusive, 0o600);
    return { release: () => closeSync(file) };
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return undefined;
    throw error;
  }
};

/** Others hold it for some milliseconds. */
const retryEvery = 10;

/**
 * Runs `action` while no other process of this machine does under a lock of that path; undefined where one keeps it for
 * longer than `patience`, milliseconds. The file stays: whoever removed it would leave two with a lock each.
 */
export async function brieflyLocked<T>(
  path: string,
  action: () => Promise<T>,
  { patience, lock = tryLock }: { readonly patience: number; readonly lock?: TryLock | undefined },
): Promise<T | undefined> {
  const began = performance.now();
  let held = lock(path);
  while (held === undefined) {
    if (performance.now() - began > patience) return undefined;
    await setTimeout(retryEvery);
    held = lock(path);
  }
  try {
    return await action();
  } finally {
    held.release();
  }
}
