import type { PickledValue } from './values.ts';

/** Where the numbers of a storage lie in the file. */
export interface StoragePlace {
  readonly offset: number;
  readonly bytes: number;
  /** CRC-32 of the bytes, where the format keeps one. */
  readonly crc?: number;
}

/** What a file holds, in either format: what was pickled, and the storages it speaks of, by key. */
export interface Archive {
  readonly root: PickledValue;
  readonly places: ReadonlyMap<string, StoragePlace>;
}
