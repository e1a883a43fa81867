import { readdirSync, readFileSync } from 'node:fs';
import { systemCode } from '../../src-main/contract/index.ts';

/** Tests that kill a compute process find it in the system's own list, which Linux has as files. */
export const canFindProcesses = process.platform === 'linux';

/** Process ids of the compute processes that this process has started. */
export function computeProcesses(): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOurs(name));
  return pids.map(Number);
}

/** Kills the one compute process that runs, as a system short of memory does. */
export function killComputeProcess(): void {
  const running = computeProcesses();
  if (running.length !== 1) throw new Error(`found ${running.length} compute processes, not 1`);
  process.kill(running[0]!, 'SIGKILL');
}

/** Nothing where it has ended meanwhile. */
export function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/** Has the compute processes stand still, in the middle of what they do, until the function is called. */
export function standStill(): () => void {
  const pids = canFindProcesses ? computeProcesses() : [];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return () => pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
}

function isOurs(pid: string): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // The name, in parentheses, may hold spaces; the state and the parent's id follow it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    return commandLine.includes('compute-process') && Number(parent) === process.pid;
  } catch {
    // It ended while the list was read.
    return false;
  }
}
