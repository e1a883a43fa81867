/** A read where it was aligned. */
export interface AlignedRead {
  /** First aligned base, 0-based. */
  readonly start: number;
  /** One past the last aligned base of the reference. */
  readonly end: number;
  /** Bits of the SAM specification, 1.4. */
  readonly flags: number;
  /** Undefined where the file says that it is not known (255). */
  readonly mapQuality: number | undefined;
  /** The same for both mates of a pair. */
  readonly name: string;
  /** As BAM packs it: length << 4 | operation, of `MIDNSHP=X`. */
  readonly cigar: ArrayLike<number>;
  /** All of the read, clipped ends too, upper case; empty where the file keeps none. */
  readonly bases: string;
  /** Phred, one a base; undefined where the file keeps none. */
  readonly qualities: Uint8Array | undefined;
}

/** Operations of a CIGAR by their number in BAM. */
export const cigarOperation = { M: 0, I: 1, D: 2, N: 3, S: 4, H: 5, P: 6, '=': 7, X: 8 } as const;

/** Flag of a read that has no place. */
export const unmappedFlag = 4;
