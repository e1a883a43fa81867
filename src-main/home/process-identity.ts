import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from all others of all machines, as far as the system lets it. */
export interface ProcessIdentity {
  readonly host: string;
  /** Linux: of this start of the machine; alike in all its containers. */
  readonly boot?: string | undefined;
  /** Linux: what a pid counts in. */
  readonly pidNamespace?: string | undefined;
  readonly pid: number;
  /** Linux: clock ticks from the machine's start to the process's: a pid is given out again. */
  readonly start?: string | undefined;
}

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  return (own ??= {
    host: hostname(),
    boot: read('/proc/sys/kernel/random/boot_id'),
    pidNamespace: linkOf('/proc/self/ns/pid'),
    pid: process.pid,
    start: startOf('self'),
  });
}

/**
 * Whether a process still runs; undefined where that cannot be known here: of another machine, another
 * start of this one, another container, or where the system does not tell these apart.
 */
export function isRunning(
  { boot, pidNamespace, pid, start }: ProcessIdentity,
  self = ownIdentity(),
): boolean | undefined {
  const isNear = boot !== undefined && boot === self.boot;
  if (!isNear || pidNamespace === undefined || pidNamespace !== self.pidNamespace) return undefined;
  return hasPid(pid) && (start === undefined || (startNow(pid) ?? start) === start);
}

/** Whether this machine, or this container, has a process of that number now. */
export function hasPid(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    // Signal 0 asks whether the process is there.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Undefined too where /proc is another container's, and would tell of another process. */
function startNow(pid: number): string | undefined {
  return linkOf('/proc/self') === String(process.pid) ? startOf(String(pid)) : undefined;
}

/** Field 22 of proc_pid_stat(5); the name in the second, in parentheses, may hold anything. */
function startOf(process: string): string | undefined {
  const text = read(`/proc/${process}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
