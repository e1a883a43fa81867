import type { Region } from '../genome/index.ts';

/** What a prediction will take, before it is begun. */
export interface Estimate {
  readonly region: Region;
  /** All that is read in one pass. */
  readonly interval: Region;
  /** True where it is in the cache already. */
  readonly cached: boolean;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** What goes to files, for the memory does not hold it; 0 where all fits. */
  readonly spilledBytes: number;
  /** A sentence where the sequence is not like that which the model was trained on. */
  readonly unlike?: string | undefined;
  /** Seconds on this machine, from runs made before; absent where there were none. */
  readonly seconds?: number | undefined;
}
