/** The path by which standard input is read. */
export const standardInput = '/dev/stdin';

/** Whether a path is that of standard input: whatever it is, it is read once, and in this process only. */
export function isStandardInput(path: string): boolean {
  return path === standardInput || path === '/dev/fd/0' || path === '/proc/self/fd/0';
}
