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

/** Where a program can be asked to have its windows driven. */
export interface PortFile {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
}

const schema = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().min(1).max(65_535),
  token: z.string().min(40).max(100),
});

const mostBytes = 4_096;

/** Writes the file of this process, which nobody but its owner can read. Gives its path. */
export function writePortFile(folder: string, file: Omit<PortFile, 'pid'>): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(folder, 0o700);
  const path = join(folder, `${process.pid}.json`);
  // What stands there is of a process that is gone. `wx` follows no link.
  rmSync(path, { force: true });
  writeFileSync(path, JSON.stringify({ pid: process.pid, ...file }), { flag: 'wx', mode: 0o600 });
  return path;
}

export function removePortFile(path: string): void {
  rmSync(path, { force: true });
}

/**
 * The files of programs that run. One that others could have written or read is passed over, and one that a process
 * has left behind is removed.
 */
export function readPortFiles(folder: string): PortFile[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const file = readOne(path);
    if (!file || name !== `${file.pid}.json`) return [];
    if (isRunning(file.pid)) return [file];
    rmSync(path, { force: true });
    return [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return isOwn(folder) ? readdirSync(folder).filter((name) => /^\d+\.json$/.test(name)) : [];
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
