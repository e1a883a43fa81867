import type { Database } from 'better-sqlite3';

/** Which runs to delete. Nothing given: none, only the space of deleted ones is given back. */
export interface PruneOptions {
  /** Largest size of the database, bytes; the runs used longest ago go first. */
  readonly maxBytes?: number | undefined;
  /** Runs not used for longer than this go. */
  readonly olderThanDays?: number | undefined;
  readonly all?: boolean | undefined;
}

/** What pruning gave back. */
export interface Pruned {
  readonly runs: number;
  /** By how much the database shrank. */
  readonly bytes: number;
}

const dayMs = 86_400_000;

/** Pages moved in one go; other processes can write in between. */
const pagesAtOnce = 2_000;

/** @param now milliseconds since 1970, UTC */
export function prune(db: Database, options: PruneOptions, now: number): Pruned {
  const before = pageBytes(db, 'page_count');
  let runs = 0;
  // A transaction for each run: stopped half-way, the cache is only less pruned than it was to be.
  const deleteNext = db.transaction(() => deleteOldest(db, options, now));
  while (deleteNext.immediate()) runs++;
  giveBack(db);
  return { runs, bytes: Math.max(before - pageBytes(db, 'page_count'), 0) };
}

/** Deletes the run used longest ago if the options say so; false where it may stay. */
function deleteOldest(db: Database, options: PruneOptions, now: number): boolean {
  const oldest = db
    .prepare<[], { id: number; last_used_at: number }>(
      'SELECT id, last_used_at FROM runs ORDER BY last_used_at, id LIMIT 1',
    )
    .get();
  if (oldest === undefined) return false;
  const { all = false, olderThanDays = Infinity, maxBytes = Infinity } = options;
  const used = pageBytes(db, 'page_count') - pageBytes(db, 'freelist_count');
  if (!all && now - oldest.last_used_at <= olderThanDays * dayMs && used <= maxBytes) return false;
  db.prepare('DELETE FROM runs WHERE id = ?').run(oldest.id);
  return true;
}

function giveBack(db: Database): void {
  let free: number;
  do {
    free = pageBytes(db, 'freelist_count');
    db.pragma(`incremental_vacuum(${pagesAtOnce})`);
  } while (pageBytes(db, 'freelist_count') < free);
  // Where another process still reads, it copies what it can, and the file shrinks a little later.
  db.pragma('wal_checkpoint(TRUNCATE)');
}

function pageBytes(db: Database, count: 'page_count' | 'freelist_count'): number {
  const number = (pragma: string) => Number(db.pragma(pragma, { simple: true }));
  return number(count) * number('page_size');
}
