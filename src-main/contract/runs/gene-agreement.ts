/** How calls of genes compare with an annotation. */
export interface GeneAgreement {
  /** Annotated genes. */
  readonly genes: number;
  /** Of these: half or more of their coding bases lie in calls of their strand. */
  readonly found: number;
  /** Names of the others. */
  readonly missed: readonly string[];
}
