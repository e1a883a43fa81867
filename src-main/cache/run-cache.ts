import {
  defined,
  isMegabaseError,
  type MegabaseError,
  type RunInfo,
  type TrackValues,
} from '../contract/index.ts';
import { readEdits, type KeptEdit } from './edit-store.ts';
import { findRunRow, readTrackValues, runOfRow } from './tiles/index.ts';
import { ReadOnlyFile } from './file/index.ts';
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

/** A cache that another process holds or changes just now is asked again after so long, ms. */
const restMs = 30_000;

/**
 * A cache of one's own, or none, and others that are asked for what it does not hold. Another that is busy just
 * then holds nothing for as long: what it would have answered is computed, and that is noted once.
 */
export class LayeredCache implements RunCache {
  readonly #own: RunCache | undefined;
  readonly #others: readonly Layer[];

  constructor(
    own: RunCache | undefined,
    others: readonly Source[],
    onNote: (note: string) => void = () => undefined,
  ) {
    this.#own = own;
    this.#others = others.map((source) => new Layer(source, onNote));
  }

  findRun(key: string): RunInfo | undefined {
    const found = this.#own?.findRun(key);
    if (found) return found;
    for (const layer of this.#others) {
      const theirs = layer.ask((source) => source.findRun(key));
      if (theirs) return theirs;
    }
    return undefined;
  }

  readTrack(key: string, trackId: string, start: number, end: number): TrackValues {
    const sources = this.#others.map(({ source }) => source);
    const layers: readonly Source[] = this.#own ? [this.#own, ...sources] : sources;
    let busy: unknown;
    for (const layer of layers.slice(0, -1)) {
      try {
        return layer.readTrack(key, trackId, start, end);
      } catch (error) {
        if (isBusy(error)) busy ??= error;
        else if (!isMegabaseError(error) || error.code !== 'cache-missing') throw error;
      }
    }
    try {
      return defined(layers.at(-1)).readTrack(key, trackId, start, end);
    } catch (error) {
      // Who held it is the better reason.
      throw busy ?? error;
    }
  }

  findEdit(run: string, key: string): KeptEdit | undefined {
    return this.findEdits(run, [key]).get(key);
  }

  findEdits(run: string, keys: readonly string[]): Map<string, KeptEdit> {
    const found = new Map(this.#own?.findEdits(run, keys));
    for (const layer of this.#others) {
      const open = keys.filter((key) => !found.has(key));
      if (open.length === 0) break;
      const theirs = layer.ask((source) => source.findEdits(run, open));
      for (const [key, edit] of theirs ?? []) found.set(key, edit);
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

/** Another cache, which is let rest while it is busy. */
class Layer {
  readonly source: Source;
  readonly #onNote: (note: string) => void;
  #restsUntil = -Infinity;
  #isNoted = false;

  constructor(source: Source, onNote: (note: string) => void) {
    this.source = source;
    this.#onNote = onNote;
  }

  /** Its answer, none where it is busy. Errors: those of `question` but for `cache-busy`. */
  ask<T>(question: (source: Source) => T): T | undefined {
    if (performance.now() < this.#restsUntil) return undefined;
    try {
      return question(this.source);
    } catch (error) {
      if (!isBusy(error)) throw error;
      this.#restsUntil = performance.now() + restMs;
      if (!this.#isNoted) this.#onNote(`${error.message} What it holds may be computed here.`);
      this.#isNoted = true;
      return undefined;
    }
  }
}

function isBusy(error: unknown): error is MegabaseError {
  return isMegabaseError(error) && error.code === 'cache-busy';
}
