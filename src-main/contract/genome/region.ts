/** A stretch of one contig. Coordinates are 0-based half-open, in bp, here and everywhere inside. */
export interface Region {
  readonly contig: string;
  /** First base, 0-based. */
  readonly start: number;
  /** One past the last base, 0-based. */
  readonly end: number;
}

/** A line of a file that was passed over while the rest was read. */
export interface SkippedLine {
  /** 1-based. */
  readonly line: number;
  /** In words that go after "1 line skipped, ": `without a base`. */
  readonly reason: string;
  /** What stands there. */
  readonly found: string;
}

/** The region as a person writes it: `chr1:1,001-2,000`, 1-based and inclusive. */
export function formatRegion(region: Region): string {
  const start = (region.start + 1).toLocaleString('en-US');
  return `${region.contig}:${start}-${region.end.toLocaleString('en-US')}`;
}
