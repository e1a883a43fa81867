import { defined, isMegabaseError, type RunInfo, type TrackValues } from '../contract/index.ts';
import { readEdits, type KeptEdit } from './edit-store.ts';
import { findRunRow } from './find-rows.ts';
import { ReadOnlyFile } from './read-only-file.ts';
import { readTrackValues } from './read-tiles.ts';
import { runOfRow } from './run-rows.ts';
import type { PredictionCache } from './prediction-cache.ts';

/** What an analysis asks of a cache: see `PredictionCache`. */
export type RunCache = Pick<
  PredictionCache,
  'findRun' | 'readTrack' | 'findEdit' | 'findEdits' | 'listRuns' | 'storeRun' | 'storeEdits'
>;

/** A cache that is read and never written. */
type Source = Pick<RunCache, 'findRun' | 'readTrack' | 'findEdits'>;

/** The cache of a folder, read without a trace. Errors of `open` and of each call: those of `ReadOnlyFile`. */
export class ReadOnlyCache implements Source {
  readonly #file: ReadOnlyFile;

  private constructor(file: ReadOnlyFile) {
    this.#file = file;
  }

  static open(folder: string): ReadOnlyCache {
    return new ReadOnlyCache(ReadOnlyFile.open(folder));
  }

  findRun(key: string): RunInfo | undefined {
    return this.#file.use((db) => {
      const row = findRunRow(db, key);
      return row && runOfRow(row);
    });
  }

  readTrack(key: string, trackId: string, start: number, end: number): TrackValues {
    return this.#file.use((db) => readTrackValues(db, key, trackId, start, end));
  }

  findEdits(run: string, keys: readonly string[]): Map<string, KeptEdit> {
    return this.#file.use(
      (db) => new Map(readEdits(db, run, keys).map(({ key, edit }) => [key, edit])),
    );
  }

  close(): void {
    this.#file.close();
  }
}

/** A cache of one's own, or none, and others that are asked for what it does not hold. */
export class LayeredCache implements RunCache {
  readonly #own: RunCache | undefined;
  readonly #layers: readonly Source[];

  constructor(own: RunCache | undefined, others: readonly Source[]) {
    this.#own = own;
    this.#layers = own ? [own, ...others] : others;
  }

  findRun(key: string): RunInfo | undefined {
    for (const layer of this.#layers) {
      const found = layer.findRun(key);
      if (found) return found;
    }
    return undefined;
  }

  readTrack(key: string, trackId: string, start: number, end: number): TrackValues {
    for (const layer of this.#layers.slice(0, -1)) {
      try {
        return layer.readTrack(key, trackId, start, end);
      } catch (error) {
        if (!isMegabaseError(error) || error.code !== 'cache-missing') throw error;
      }
    }
    return defined(this.#layers.at(-1)).readTrack(key, trackId, start, end);
  }

  findEdit(run: string, key: string): KeptEdit | undefined {
    return this.findEdits(run, [key]).get(key);
  }

  findEdits(run: string, keys: readonly string[]): Map<string, KeptEdit> {
    const found = new Map<string, KeptEdit>();
    for (const layer of this.#layers) {
      const open = keys.filter((key) => !found.has(key));
      if (open.length === 0) break;
      for (const [key, edit] of layer.findEdits(run, open)) found.set(key, edit);
    }
    return found;
  }

  /** Of one's own cache: others may have been filled on other machines. */
  listRuns(): ReturnType<RunCache['listRuns']> {
    return this.#own?.listRuns() ?? [];
  }

  storeRun(...stored: Parameters<RunCache['storeRun']>): void {
    this.#own?.storeRun(...stored);
  }

  storeEdits(...stored: Parameters<RunCache['storeEdits']>): void {
    this.#own?.storeEdits(...stored);
  }
}
