/** As much of `process` as is asked. */
export interface ProcessTraits {
  readonly platform: string;
  readonly versions: { readonly electron?: string | undefined };
}

/**
 * How many bytes of buffers a process may hold in all before a pass spills. Electron's processes
 * allocate them with Chromium's allocator, which refuses 8 MiB buffers from 12.8 GiB on, measured in
 * Chromium 156, and on Windows from 8 GB on (electron/electron#33994). The rest is for buffers that
 * no plan counts. Plain Node has no such limit.
 */
export function bufferLimit({ platform, versions }: ProcessTraits = process): number {
  if (versions.electron === undefined) return Infinity;
  return platform === 'win32' ? 6e9 : 10e9;
}
