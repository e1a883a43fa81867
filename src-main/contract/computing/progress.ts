/** Which way a sweep goes along the sequence; `both` where one chunk holds all of it. */
export type Direction = 'forward' | 'reverse' | 'both';

/** Where a pass stands, or what follows it. Counts start at 1. */
export interface PassProgress {
  /**
   * `edits`: changed sequences, and `fit`: fits of a probe, of which `chunk` of `chunks` are done.
   * `tiles`: those of a model that carries no state.
   */
  readonly stage: 'layers' | 'heads' | 'tiles' | 'edits' | 'fit';
  readonly layer: number;
  readonly layers: number;
  readonly direction: Direction;
  readonly chunk: number;
  readonly chunks: number;
  /** Share of the whole pass that is done, 0 to 1. */
  readonly fraction: number;
  /** Seconds until the end at the speed so far; absent while it cannot be told. */
  readonly secondsLeft?: number | undefined;
}

/** Where the import of a model stands. */
export interface ImportProgress {
  /** `checking` counts layers, the others bytes. */
  readonly stage: 'downloading' | 'checking' | 'copying';
  readonly done: number;
  readonly total: number;
}
