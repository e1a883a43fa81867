import { readFileSync, writeFileSync } from 'node:fs';

/**
 * The most memory that this process has held at once, bytes. Linux's own count for a process goes on from
 * that of the one that started it, so there the count of its address space is taken.
 */
export function peakMemory(): number {
  const kilobytes = process.platform === 'linux' ? ofAddressSpace() : undefined;
  // maxRSS is in kilobytes on every platform.
  return 1024 * (kilobytes ?? process.resourceUsage().maxRSS);
}

/** Counts anew from what is held now, where the system can: on Linux. */
export function resetPeakMemory(): void {
  if (process.platform !== 'linux') return;
  try {
    // 5: the peak of the resident set, of the writer's own process (proc(5)).
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // A container may forbid it; the peak is then that of all jobs so far.
  }
}

function ofAddressSpace(): number | undefined {
  try {
    const found = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return found ? Number(found[1]) : undefined;
  } catch {
    // A container may hide it.
    return undefined;
  }
}
