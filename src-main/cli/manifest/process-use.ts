import { readFileSync } from 'node:fs';

/** What a process has taken of its machine. */
export interface ProcessUse {
  /** Processor seconds; on Linux with those of the processes that it has started and that have ended. */
  readonly seconds: number;
  /** Most memory that it has held at once, bytes, without those processes. */
  readonly peakBytes: number;
}

/** Clock ticks a second of `/proc/PID/stat`, on every Linux that Node runs on. */
const ticks = 100;

export function processUse(): ProcessUse {
  const { user, system } = process.cpuUsage();
  return {
    seconds: (user + system) / 1e6 + childSeconds(),
    // In kilobytes on every platform.
    peakBytes: 1024 * process.resourceUsage().maxRSS,
  };
}

/** `cutime` and `cstime` of proc_pid_stat(5), fields 16 and 17; the name before them may hold spaces. */
function childSeconds(): number {
  if (process.platform !== 'linux') return 0;
  try {
    const text = readFileSync('/proc/self/stat', 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / ticks;
  } catch {
    // A container may hide it.
    return 0;
  }
}
