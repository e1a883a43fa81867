/** One value of a feature from those of a range's tokens; `center` is token `floor(length / 2)`. */
export type EmbedPool = 'mean' | 'max' | 'first' | 'last' | 'center';

/** Ranges of tokens, counted from the interval's first, sorted by start; they may overlap. */
export interface TokenRanges {
  readonly kind: 'ranges';
  readonly starts: Int32Array;
  /** One past each range's last token. */
  readonly ends: Int32Array;
}

/** Pooled features that a pass is asked for. */
export interface EmbedRequest {
  /**
   * `averaged`: what linear heads read, `d` wide; of two strands the mean at each base, the second
   * one's channels put right. `published`: the last hidden state in its published layout.
   */
  readonly features: 'averaged' | 'published';
  readonly pool: EmbedPool;
  /** Whole bins of `bp` inside the interval, aligned to base 0 of the contig, or ranges. */
  readonly over: { readonly kind: 'bins'; readonly bp: number } | TokenRanges;
}

/** Embeddings of bins, counted from the contig's first, or of ranges as they were given; maybe none. */
export interface EmbeddingPiece {
  /** Bin or range of the first row. */
  readonly first: number;
  /** `[rows, width]` */
  readonly values: Float32Array;
}
