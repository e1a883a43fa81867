import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileSystemOf, hasPid, isRunning, ownIdentity } from '../../home/index.ts';
import { makeFolder } from '../../formats/output/index.ts';

/**
 * Goes before whose it is and a random end: pid, machine, its start, what the pid counts in, start of the
 * process. In the name, for then there is no moment at which it is nobody's.
 */
const prefix = '.import-';
const named = /^\.import-(\d+)-([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})-(\d*)-[A-Za-z0-9]+$/;
/** Of version 0.2. */
const namedByPid = /^\.import-(\d+)-[A-Za-z0-9]+$/;

/** An import in which nothing has changed for so long is given up, ms. */
const givenUpMs = 3 * 86_400_000;

/** Folders that this process writes now. */
const writing = new Set<string>();

/**
 * Has `write` fill a folder below `parent`, which it renames when it is whole; what it leaves when it
 * fails is removed, and so is what killed processes left. Errors: those of `makeFolder` and of `write`.
 */
export async function writePackage(
  parent: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  makeFolder(parent);
  removeLeftovers(parent);
  const { pid, host, boot, pidNamespace, start = '' } = ownIdentity();
  const whose = [pid, tag(host), tag(boot), tag(pidNamespace), start].join('-');
  const temporary = mkdtempSync(join(parent, `${prefix}${whose}-`));
  writing.add(temporary);
  try {
    await write(temporary);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  } finally {
    writing.delete(temporary);
  }
}

/** One that still writes keeps its folder, and so does one that may: of another machine, or a container. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    if (!writing.has(path) && isLeftover(parent, name))
      rmSync(path, { recursive: true, force: true });
  }
}

function isLeftover(parent: string, name: string): boolean {
  const old = namedByPid.exec(name);
  // A number of our own is that of one before us.
  if (old) return Number(old[1]) === process.pid || !hasPid(Number(old[1]));
  const match = named.exec(name);
  if (!match) return false;
  const [, pid, host, boot, space, start] = match;
  const self = ownIdentity();
  const isNow = boot === tag(self.boot);
  const owner = {
    ...{ host: self.host, pid: Number(pid), start: start || undefined },
    boot: isNow ? self.boot : undefined,
    pidNamespace: space === tag(self.pidNamespace) ? self.pidNamespace : undefined,
  };
  const runs = isRunning(owner, self);
  if (runs !== undefined) return !runs;
  if (fileSystemOf(parent).kind !== 'local') return false;
  // By a disk that this machine shares out another one may be at it, and so may a container by a mount.
  if (host !== tag(self.host)) return isGivenUp(join(parent, name));
  // From before the machine was started anew; one that does not tell its starts apart has no containers.
  return !isNow || (self.boot === undefined && !hasPid(owner.pid));
}

function isGivenUp(folder: string): boolean {
  const names = ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  const times = names.map((name) => lstatSync(join(folder, name)).mtimeMs);
  return Date.now() - Math.max(...times) > givenUpMs;
}

function tag(text: string | undefined): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex')
    .slice(0, 8);
}
