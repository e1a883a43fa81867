/**
 * What kind of disk a file system stands for.
 *
 * - `local`: this machine's alone, so that its locks tell all.
 * - `memory`: the same, but what lies there takes memory.
 * - `network`: other machines may have it open, and neither locks nor shared memory reach them.
 * - `unknown`: none of those that are known here, or one that stands over another.
 */
export type DiskKind = 'local' | 'memory' | 'network' | 'unknown';

export interface FileSystem {
  readonly kind: DiskKind;
  /** As `mount` calls it: `ext4`, `nfs`, `fuse.sshfs`. */
  readonly name: string;
}
