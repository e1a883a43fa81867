import type { Binning } from './binning-index.ts';
import type { IndexBytes } from './index-bytes.ts';

/** Largest scheme that is read: leaves of 2^30 bases, or nine levels; numbers of bins stay whole. */
const maxMinShift = 30;
const maxDepth = 9;

/** The scheme of a CSI index, which follows its first four bytes. Throws the index's own error. */
export function readCsiScheme(bytes: IndexBytes): Binning {
  const [minShift, depth] = [bytes.int32(), bytes.int32()];
  if (minShift < 1 || minShift > maxMinShift || depth < 0 || depth > maxDepth) {
    throw bytes.error(`says bins of 2^${minShift} bases in ${depth} levels`);
  }
  return { minShift, depth };
}
