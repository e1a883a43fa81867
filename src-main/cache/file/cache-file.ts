import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { cacheError, ifPossible } from '../cache-error.ts';
import { alreadyAside, damageBehind, setAside } from '../damage.ts';
import { expectOwnDisk } from './expect-own-disk.ts';
import { patience, withFolderLock, makeCacheFolder } from '../folders/index.ts';
import { expectSchema, migrate, refuseNewer, versionOf } from './schema.ts';

interface Connection {
  readonly db: Database.Database;
  /** Which file it is, whatever its name by now. */
  readonly identity: string | undefined;
}

/**
 * The database file of a cache folder: opened, kept open, set aside when it is damaged.
 *
 * The file is looked at by name before each use, so that a process which has it open goes over to
 * the new one when another process sets it aside, or a person deletes the folder. Nothing here opens
 * it by other means than SQLite's: closing a second handle would drop SQLite's locks on it.
 */
export class CacheFile {
  readonly path: string;
  #connection: Connection | undefined;
  #closed = false;

  private constructor(folder: string) {
    this.path = join(folder, 'predictions.sqlite');
  }

  /** Opens the cache in `folder`, or makes both. Throws what `use` throws. */
  static open(folder: string): CacheFile {
    const file = new CacheFile(folder);
    file.use(() => undefined);
    return file;
  }

  /**
   * Hands the database to `action`; what it throws comes out as a MegabaseError:
   * `disk-full`, `cache-busy`, `output-unwritable`, `memory-short`, `cache-newer`, `cache-network`, or `cache-damaged`
   * after the file was set aside, and then the next use starts a new one.
   */
  use<T>(action: (db: Database.Database) => T): T {
    if (this.#closed) throw new Error('The cache is closed.');
    try {
      return this.#attempt(action);
    } catch (error) {
      throw cacheError(error, this.path);
    }
  }

  close(): void {
    this.#closed = true;
    this.#disconnect();
  }

  #attempt<T>(action: (db: Database.Database) => T): T {
    if (this.#connection?.identity !== identify(this.path)) this.#disconnect();
    this.#connection ??= connect(this.path);
    const { db, identity } = this.#connection;
    try {
      return action(db);
    } catch (error) {
      const damage = damageBehind(error, db);
      if (damage === undefined) throw error;
      this.#disconnect();
      throw withFolderLock(dirname(this.path), () =>
        identify(this.path) === identity
          ? setAside(this.path, damage)
          : alreadyAside(this.path, damage),
      );
    }
  }

  #disconnect(): void {
    this.#connection?.db.close();
    this.#connection = undefined;
  }
}

function identify(path: string): string | undefined {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  return file && `${file.dev}:${file.ino}`;
}

function connect(path: string): Connection {
  expectOwnDisk(dirname(path));
  makeCacheFolder(dirname(path));
  return withFolderLock(dirname(path), () => {
    const db = new Database(path, { timeout: patience });
    try {
      prepare(db);
      return { db, identity: identify(path) };
    } catch (error) {
      const damage = damageBehind(error, db);
      db.close();
      throw damage ? setAside(path, damage) : error;
    }
  });
}

function prepare(db: Database.Database): void {
  refuseNewer(db);
  // Only an empty file takes this one; it lets pruning give pages back without rewriting the file.
  const isNew = versionOf(db) === 0;
  if (isNew) db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  // In WAL mode a power cut may lose the last runs with NORMAL, but it cannot damage the file.
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  // After a large run the log would otherwise keep its size for as long as a process has it open.
  db.pragma(`journal_size_limit = ${16 * 2 ** 20}`);
  migrate(db);
  if (isNew) ifPossible(() => db.pragma('wal_checkpoint(PASSIVE)'));
  expectSchema(db);
}
