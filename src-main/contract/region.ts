/** A stretch of one contig. Coordinates are 0-based half-open, in bp, here and everywhere inside. */
export interface Region {
  readonly contig: string;
  /** First base, 0-based. */
  readonly start: number;
  /** One past the last base, 0-based. */
  readonly end: number;
}

/** A contig of a genome and its length in bp. */
export interface Contig {
  readonly name: string;
  readonly length: number;
}

/** The region as a person writes it: `chr1:1,001-2,000`, 1-based and inclusive. */
export function formatRegion(region: Region): string {
  const start = (region.start + 1).toLocaleString('en-US');
  return `${region.contig}:${start}-${region.end.toLocaleString('en-US')}`;
}
