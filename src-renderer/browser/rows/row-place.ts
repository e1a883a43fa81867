/** Where a row lies, as igv has laid it out. */
export interface RowPlace {
  /** A row's, or `ruler` or `sequence`, which are always there. */
  readonly id: string;
  /** px */
  readonly height: number;
  /** px from the top of the area at which it stays while others scroll by; absent of one that scrolls. */
  readonly pinned?: number | undefined;
  /** Ends of its scale, where it has one. */
  readonly range?: { readonly min: number; readonly max: number } | undefined;
  /** Reads that are not drawn where the view looks: of very many igv draws by lot which are. Coverage counts all. */
  readonly leftOut?: number | undefined;
  /** CSS colours of variants that are drawn as bars by their allele frequency, from below and from above. */
  readonly alleleColors?: { readonly alternative: string; readonly reference: string } | undefined;
  /** There is nothing of it in view. */
  readonly empty: boolean;
}
