import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { defined, type RunInfo, type TrackValues, type TrackView } from '../contract/index.ts';
import { ifPossible } from './cache-error.ts';
import { CacheFile, schemaVersion } from './file/index.ts';
import { findEdits, hasEdits, storeEdits, type KeptEdit } from './edit-store.ts';
import {
  findRunRow,
  trackRow,
  trackRows,
  levelForZoom,
  levelsOf,
  overlap,
  readBins,
  readTrackValues,
  runOfRow,
  storedRunOfRow,
  trackOfRow,
  type RunRow,
  timeOfUse,
  type CacheInfo,
  type StoredRun,
  type StoredTrack,
  type EncodedRun,
  RunGroup,
  checkRun,
  encodeTrack,
  storeWhole,
} from './tiles/index.ts';
import { prune, type Pruned, type PruneOptions } from './prune.ts';

/**
 * What was predicted, kept in one SQLite file: whole runs only, exact values, and coarser levels for
 * drawing. Any number of processes can use it at once; a run that one stores, the others find.
 *
 * Positions are bp on the contig, 0-based half-open. Every method but `close` can throw the
 * MegabaseErrors of `CacheFile.use`, and a plain Error where it is called wrongly.
 */
export class PredictionCache {
  readonly #file: CacheFile;
  readonly #now: () => number;
  readonly #group: RunGroup | undefined;

  /**
   * @param now milliseconds since 1970, UTC; by it runs are used recently or long ago
   * @param groupsRuns small runs are stored together, at the latest by `flush` or `close`
   */
  constructor(file: CacheFile, now: () => number = Date.now, groupsRuns = false) {
    this.#file = file;
    this.#now = now;
    this.#group = groupsRuns ? new RunGroup() : undefined;
  }

  /** Opens the cache in `folder`; makes the folder and the file where they are not. */
  static open(folder: string, { groupsRuns = false } = {}): PredictionCache {
    return new PredictionCache(CacheFile.open(folder), Date.now, groupsRuns);
  }

  /** The run with this key, if it was stored; it counts as used now. */
  findRun(key: string): RunInfo | undefined {
    this.#settle(key);
    return this.#file.use((db) => {
      const row = findRunRow(db, key);
      if (row === undefined) return undefined;
      touch(db, row.id, this.#now());
      return runOfRow(row);
    });
  }

  /**
   * Stores a whole run: all of it, or nothing. Where the key is there already (another process was
   * faster) nothing changes.
   *
   * @param tracks the values of the run's whole interval; NaN where a bin has none
   */
  storeRun(run: RunInfo, tracks: readonly TrackValues[]): void {
    checkRun(run, tracks);
    if (this.#file.use((db) => findRunRow(db, run.key)) !== undefined) return;
    const encoded = { run, tracks: tracks.map(encodeTrack) };
    if (this.#group === undefined) this.#store([encoded]);
    else if (this.#group.add(encoded)) this.flush();
  }

  /** Stores the runs that wait. Where that fails they are lost. */
  flush(): void {
    this.#store(this.#group?.take() ?? []);
  }

  #store(runs: readonly EncodedRun[]): void {
    if (runs.length === 0) return;
    this.#file.use((db) => storeWhole(db, runs, timeOfUse(db, this.#now())));
  }

  /** Before a run is read. */
  #settle(key: string): void {
    if (this.#group?.has(key)) this.flush();
  }

  /** The tracks of a run, as they were stored. Throws `cache-missing`. */
  tracksOf(key: string): StoredTrack[] {
    this.#settle(key);
    return this.#snapshot((db) =>
      trackRows(db, key).map((row) => ({ ...trackOfRow(row), start: row.start, count: row.count })),
    );
  }

  /**
   * The values of the bins that overlap `[start, end)`, clipped to what the run holds, bit for bit as
   * they were stored. Throws `cache-missing`, `track-unknown`.
   */
  readTrack(key: string, trackId: string, start: number, end: number): TrackValues {
    checkRange(start, end);
    this.#settle(key);
    return this.#snapshot((db) => readTrackValues(db, key, trackId, start, end));
  }

  /**
   * The track as it is drawn where a pixel covers `bpPerPixel`: the coarsest bins no wider than that
   * which overlap `[start, end)`. At level 0 mean, min and max are one and the same array.
   * Throws `cache-missing`, `track-unknown`.
   */
  readView(
    key: string,
    trackId: string,
    start: number,
    end: number,
    bpPerPixel: number,
  ): TrackView {
    checkRange(start, end);
    if (!(bpPerPixel > 0)) throw new Error(`A pixel cannot cover ${bpPerPixel} bp.`);
    this.#settle(key);
    return this.#snapshot((db) => {
      const row = trackRow(db, key, trackId);
      const level = levelForZoom(levelsOf(row), bpPerPixel);
      const range = overlap(level, start, end);
      const [mean, min = mean, max = mean] = readBins(db, row.id, level, range);
      const first = (level.first + range.from) * level.bin;
      return {
        start: first,
        bin: level.bin,
        mean: defined(mean),
        min: defined(min),
        max: defined(max),
      };
    });
  }

  /** What was kept of an edit of a run's sequence; it counts as used now. */
  findEdit(run: string, key: string): KeptEdit | undefined {
    return this.findEdits(run, [key]).get(key);
  }

  /** The same of some edits, by key; of those that are not there nothing. */
  findEdits(run: string, keys: readonly string[]): Map<string, KeptEdit> {
    return this.#file.use((db) => findEdits(db, run, keys, this.#now()));
  }

  /** Whether all of them are there; that is no use of them. */
  hasEdits(run: string, keys: readonly string[]): boolean {
    return this.#file.use((db) => hasEdits(db, run, keys));
  }

  /** Keeps edits of one run's sequence by their keys, all or none. */
  storeEdits(run: string, edits: ReadonlyMap<string, KeptEdit>): void {
    this.#file.use((db) => storeEdits(db, run, edits, this.#now()));
  }

  /** All runs, the one used last first. */
  listRuns(): StoredRun[] {
    this.flush();
    return this.#file.use((db) =>
      db
        .prepare<[], RunRow>('SELECT * FROM runs ORDER BY last_used_at DESC, id DESC')
        .all()
        .map(storedRunOfRow),
    );
  }

  /** Deletes a run; false where there is none. Its space is used again by the next one. */
  deleteRun(key: string): boolean {
    this.#settle(key);
    return this.#file.use(
      (db) => db.prepare('DELETE FROM runs WHERE key = ?').run(key).changes > 0,
    );
  }

  info(): CacheInfo {
    this.flush();
    const path = this.#file.path;
    const counts = defined(
      this.#file.use((db) =>
        db
          .prepare<[], { runs: number; tracks: number; tiles: number; edits: number }>(
            `SELECT count(*) AS runs, coalesce(sum(tiles), 0) AS tiles,
             (SELECT count(*) FROM tracks) AS tracks,
             (SELECT count(*) FROM edits) AS edits FROM runs`,
          )
          .get(),
      ),
    );
    return { path, bytes: sizeOf(path) + sizeOf(`${path}-wal`), ...counts, schemaVersion };
  }

  /** Deletes runs, the one used longest ago first, and gives their space back to the file system. */
  prune(options: PruneOptions): Pruned {
    return this.#file.use((db) => prune(db, options, this.#now()));
  }

  /** Throws what `flush` throws, closed all the same. */
  close(): void {
    try {
      this.flush();
    } finally {
      this.#file.close();
    }
  }

  /** Several statements see one state: between them another process may delete the run. */
  #snapshot<T>(read: (db: Database) => T): T {
    return this.#file.use((db) => db.transaction(() => read(db)).deferred());
  }
}

function touch(db: Database, id: number, now: number): void {
  const update = db.prepare('UPDATE runs SET last_used_at = ? WHERE id = ?');
  ifPossible(() => update.run(timeOfUse(db, now), id));
}

function checkRange(start: number, end: number): void {
  if (Number.isFinite(start) && Number.isFinite(end) && start <= end) return;
  throw new Error(`[${start}, ${end}) is not an interval of a contig.`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
