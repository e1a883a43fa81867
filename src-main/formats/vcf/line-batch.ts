/** Some lines of a VCF file. */
export interface LineBatch {
  readonly texts: readonly string[];
  /** 1-based; absent where they were reached through an index. */
  readonly numbers: readonly number[] | undefined;
  /** A sentence for each line that is no record. */
  readonly problems: readonly (string | undefined)[];
}
