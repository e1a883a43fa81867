import {
  lstatSync,
  mkdirSync,
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hasPid, isRunning, ownIdentity, type ProcessIdentity } from '../../home/index.ts';

/** Where a program can be asked to have its windows driven. */
export interface PortFile {
  readonly owner: ProcessIdentity;
  readonly port: number;
  readonly token: string;
}

const schema = z.object({
  owner: z.object({
    host: z.string(),
    pid: z.number().int().positive(),
    ...{ boot: z.string().optional(), pidNamespace: z.string().optional() },
    start: z.string().optional(),
  }),
  port: z.number().int().min(1).max(65_535),
  token: z.string().min(40).max(100),
});

const mostBytes = 4_096;

/** Writes the file of this process, which nobody but its owner can read. Gives its path. */
export function writePortFile(folder: string, file: Omit<PortFile, 'owner'>): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(folder, 0o700);
  const owner = ownIdentity();
  const path = join(folder, nameOf(owner));
  // What stands there is of a process that is gone. `wx` follows no link.
  rmSync(path, { force: true });
  writeFileSync(path, JSON.stringify({ owner, port: file.port, token: file.token }), {
    flag: 'wx',
    mode: 0o600,
  });
  return path;
}

export function removePortFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The disk can be read only by now; what asks there finds nobody.
  }
}

/**
 * The files of programs that run on this machine: a home folder may be shared by several. One that others could have
 * written or read is passed over, and one that a process has left behind is removed.
 */
export function readPortFiles(folder: string): PortFile[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const file = readOne(path);
    if (!file || name !== nameOf(file.owner)) return [];
    const runs = runsHere(file.owner);
    if (runs === false) removePortFile(path);
    return runs ? [file] : [];
  });
}

/** Of a machine and a process: another machine may have one of the same number. */
function nameOf({ host, pid }: ProcessIdentity): string {
  return `${host.replaceAll(/[^\w-]/g, '_').slice(0, 100)}-${pid}.json`;
}

/**
 * Undefined where it may run elsewhere, on another machine or in another container. A Mac's name changes with its
 * network, so that a name alone makes no other machine.
 */
function runsHere(owner: ProcessIdentity): boolean | undefined {
  const own = ownIdentity();
  if (owner.boot !== own.boot) return owner.host === own.host ? false : undefined;
  if (own.boot !== undefined) return isRunning(owner);
  if (hasPid(owner.pid)) return true;
  return owner.host === own.host ? false : undefined;
}

function namesIn(folder: string): string[] {
  try {
    return isOwn(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  } catch {
    return [];
  }
}

function readOne(path: string): PortFile | undefined {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.size > mostBytes || !isOwn(path)) return undefined;
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** This user's, and open to no other. On Windows the folder of a user is so by itself. */
function isOwn(path: string): boolean {
  if (process.platform === 'win32') return true;
  const { uid, mode } = lstatSync(path);
  return uid === process.getuid?.() && (mode & 0o077) === 0;
}
