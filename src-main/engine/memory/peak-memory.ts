import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has held at once, bytes. Linux's own count for a process goes on from
 * that of the one that started it, so there the count of its address space is taken.
 */
export function peakMemory(): number {
  const kilobytes = process.platform === 'linux' ? ofAddressSpace() : undefined;
  // maxRSS is in kilobytes on every platform.
  return 1024 * (kilobytes ?? process.resourceUsage().maxRSS);
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
