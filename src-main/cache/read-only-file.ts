import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { MegabaseError, systemCode } from '../contract/index.ts';
import { fileSystemOf } from '../home/index.ts';
import { Damage } from './damage.ts';
import type { Readable } from './readable.ts';
import { expectSchema, refuseNewer, refuseOlder } from './schema.ts';

interface Connection {
  /** What the file was when it was opened; undefined where SQLite itself sees to changes. */
  readonly stamp: string | undefined;
  /** All statements of `action` see one state of the file, unless its stamp tells otherwise. */
  read<T>(action: (db: Readable) => T): T;
  close(): void;
}

/** How often a reading is begun again because the file changed meanwhile. */
const mostAttempts = 5;

/**
 * The database file of a cache that is read and never written, nor anything beside it.
 *
 * SQLite makes files beside a database in WAL mode even to read it, unless it is told that nothing changes
 * (`immutable`), which better-sqlite3 cannot say and Node's own SQLite can. That is so while the log is
 * empty: whoever writes writes there first. File and log are looked at after each reading, and where
 * either changed it is done again. While a process of this machine writes, its files are all there, and
 * are read by SQLite's rules.
 */
export class ReadOnlyFile {
  readonly path: string;
  #connection: Connection | undefined;

  private constructor(folder: string) {
    this.path = join(resolve(folder), 'predictions.sqlite');
  }

  /** Errors: `file-missing`, and those of `use`. */
  static open(folder: string): ReadOnlyFile {
    const file = new ReadOnlyFile(folder);
    if (!existsSync(file.path)) {
      throw new MegabaseError('file-missing', `${folder} holds no cache: there is no ${file.path}.`);
    }
    file.use(() => undefined);
    return file;
  }

  /** Errors: `cache-newer`, `cache-older`, `cache-unreadable`. */
  use<T>(read: (db: Readable) => T): T {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const outcome = this.#attempt(read);
      if (outcome !== 'changed') return outcome.value;
    }
    throw unreadable(this.path, `it changed ${mostAttempts} times while it was read`);
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #attempt<T>(read: (db: Readable) => T): { readonly value: T } | 'changed' {
    if (this.#hasChanged()) this.close();
    try {
      this.#connection ??= connect(this.path);
      const value = this.#connection.read(read);
      return this.#hasChanged() ? 'changed' : { value };
    } catch (error) {
      if (this.#hasChanged()) return 'changed';
      const isSqlite = /^(ERR_)?SQLITE_/.test(systemCode(error) ?? '');
      if (!isSqlite && !(error instanceof Damage)) throw error;
      throw unreadable(this.path, (error as Error).message, error);
    }
  }

  #hasChanged(): boolean {
    const stamp = this.#connection?.stamp;
    return stamp !== undefined && stamp !== stampOf(this.path);
  }
}

function connect(path: string): Connection {
  const connection = logBytes(path) > 0 ? connectLive(path) : connectSettled(path);
  try {
    connection.read((db) => {
      refuseNewer(db);
      refuseOlder(db);
      expectSchema(db);
    });
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Beside a process of this machine that writes. */
function connectLive(path: string): Connection {
  const { kind } = fileSystemOf(path);
  if (!existsSync(`${path}-shm`) || !['local', 'memory'].includes(kind)) {
    throw unreadable(
      path,
      `${path}-wal holds ${logBytes(path)} bytes that are not in it yet: another Megabase writes there, or ` +
        'was killed; `megabase cache info --cache` with its folder, on its own machine, brings them in',
    );
  }
  const db = new Database(path, { readonly: true, timeout: 60_000 });
  return {
    stamp: undefined,
    read: (action) => db.transaction(() => action(db)).deferred(),
    close: () => void db.close(),
  };
}

function connectSettled(path: string): Connection {
  const stamp = stampOf(path);
  // From Node 22.13 on; addresses from 22.15.
  const sqlite = process.getBuiltinModule('node:sqlite') as
    typeof import('node:sqlite') | undefined;
  const address = pathToFileURL(path);
  address.search = 'immutable=1';
  try {
    if (sqlite === undefined) throw new TypeError('it has no SQLite');
    const db = new sqlite.DatabaseSync(address, { readOnly: true });
    const readable = { name: path, prepare: db.prepare.bind(db) } as unknown as Readable;
    return { stamp, read: (action) => action(readable), close: () => db.close() };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw unreadable(path, `that takes Node 22.15 or newer; this is ${process.versions.node}`, error);
  }
}

/** Changes with every change of the file or its log. */
function stampOf(path: string): string {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  const identity = file && [file.dev, file.ino, file.size, file.mtimeNs, file.ctimeNs].join(':');
  return `${identity} ${logBytes(path)}`;
}

function logBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function unreadable(path: string, why: string, cause?: unknown): MegabaseError {
  return new MegabaseError('cache-unreadable', `The cache ${path} cannot be read: ${why}.`, {
    file: path,
    cause,
  });
}
