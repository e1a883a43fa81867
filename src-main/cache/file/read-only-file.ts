import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import {
  isMegabaseError,
  MegabaseError,
  systemCode,
  type ErrorCode,
} from '../../contract/index.ts';
import { fileSystemOf } from '../../home/index.ts';
import { Damage } from '../damage.ts';
import type { Readable } from './readable.ts';
import { expectSchema, refuseNewer, refuseOlder } from './schema.ts';

interface Connection {
  /** What the file was when it was opened; undefined where SQLite itself sees to changes. */
  readonly stamp: string | undefined;
  /** All statements of `action` see one state of the file, unless its stamp tells otherwise. */
  read<T>(action: (db: Readable) => T): T;
  close(): void;
}

/** How often a reading is begun again because the file changed meanwhile, and after how long. */
const mostAttempts = 20;
const pauseMs = 20;

/** Another process changes the file just now: what was read may be wrong, and another time it is not. */
class Unsettled extends Error {}

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

  /** Errors: `file-missing`, and those of `use`, but for `cache-busy`: that may pass until it is read. */
  static open(folder: string): ReadOnlyFile {
    const file = new ReadOnlyFile(folder);
    if (!existsSync(file.path)) {
      throw new MegabaseError(
        'file-missing',
        `${folder} holds no cache: there is no ${file.path}.`,
      );
    }
    try {
      file.use(() => undefined);
    } catch (error) {
      if (!isMegabaseError(error) || error.code !== 'cache-busy') throw error;
    }
    return file;
  }

  /** Errors: `cache-newer`, `cache-older`, `cache-unreadable`; `cache-busy` where another time may help. */
  use<T>(read: (db: Readable) => T): T {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#attempt(read);
      } catch (error) {
        if (!(error instanceof Unsettled)) throw error;
        if (attempt >= mostAttempts)
          throw unreadable(this.path, error.message, error, 'cache-busy');
      }
      // As SQLite itself waits for a lock.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #attempt<T>(read: (db: Readable) => T): T {
    if (this.#connection && hasChanged(this.path, this.#connection)) this.close();
    this.#connection ??= connect(this.path);
    return readSettled(this.path, this.#connection, read);
  }
}

/** Errors: `cache-unreadable`, those of `read`; `Unsettled` where the file changed meanwhile. */
function readSettled<T>(path: string, connection: Connection, read: (db: Readable) => T): T {
  const expectSame = () => {
    if (hasChanged(path, connection)) throw new Unsettled('it changes while it is read');
  };
  try {
    const value = connection.read(read);
    expectSame();
    return value;
  } catch (error) {
    if (error instanceof Unsettled) throw error;
    expectSame();
    throw readError(path, error);
  }
}

/** An error of SQLite's, or what is damaged, in the user's words. */
function readError(path: string, error: unknown): unknown {
  const code = systemCode(error) ?? '';
  if (!/^(ERR_)?SQLITE_/.test(code) && !(error instanceof Damage)) return error;
  const isBusy = /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code);
  const { message } = error as Error;
  return unreadable(path, message, error, isBusy ? 'cache-busy' : 'cache-unreadable');
}

function hasChanged(path: string, { stamp }: Connection): boolean {
  return stamp !== undefined && stamp !== stampOf(path);
}

function connect(path: string): Connection {
  const connection = logBytes(path) > 0 ? connectLive(path) : connectSettled(path);
  try {
    readSettled(path, connection, (db) => {
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
    throw new Unsettled(
      `${path}-wal holds ${logBytes(path)} bytes that are not in it yet: another Megabase writes there, or ` +
        'was killed; `megabase cache info --cache` with its folder, on its own machine, brings them in',
    );
  }
  const db = openLive(path);
  return {
    stamp: undefined,
    read: (action) => db.transaction(() => action(db)).deferred(),
    close: () => void db.close(),
  };
}

function openLive(path: string): Database.Database {
  try {
    return new Database(path, { readonly: true, timeout: 60_000 });
  } catch (error) {
    throw readError(path, error);
  }
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
    throw unreadable(
      path,
      `that takes Node 22.15 or newer; this is ${process.versions.node}`,
      error,
    );
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

function unreadable(
  path: string,
  why: string,
  cause?: unknown,
  code: ErrorCode = 'cache-unreadable',
): MegabaseError {
  return new MegabaseError(code, `The cache ${path} cannot be read: ${why}.`, {
    file: path,
    cause,
  });
}
