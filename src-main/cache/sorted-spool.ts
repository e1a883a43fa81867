import { deserialize, serialize } from 'node:v8';
import Database from 'better-sqlite3';
import { MegabaseError, systemCode } from '../contract/index.ts';

interface Row {
  readonly value: Buffer;
}

/**
 * Sorts more items than the memory should hold: they are put in one at a time, then taken out in the
 * order of their keys, once. On disk, through SQLite's external sort, in a temporary
 * database that no folder lists. The system removes it with the process, however that ends.
 *
 *     const spool = new SortedSpool<Record>();
 *     try {
 *       for await (const record of records) spool.add([contig, record.pos], record);
 *       for (const record of spool.drain()) ...
 *     } finally {
 *       spool.close();
 *     }
 *
 * It lies in `$SQLITE_TMPDIR`, `$TMPDIR` or `/var/tmp`, on Windows in the user's temporary folder; what
 * 16 MB hold is not written at all. Items are structured clones. Errors: `disk-full`, `output-unwritable`.
 */
export class SortedSpool<Item> {
  readonly #db: Database.Database;
  readonly #insert: Database.Statement<[number, number, Buffer]>;
  #count = 0;

  constructor() {
    // Without a name SQLite makes a file that is deleted as soon as it is open.
    this.#db = new Database('');
    // Nothing is ever rolled back.
    this.#db.pragma('journal_mode = OFF');
    this.#db.exec('CREATE TABLE item (first INTEGER, second INTEGER, value BLOB); BEGIN');
    this.#insert = this.#db.prepare('INSERT INTO item VALUES (?, ?, ?)');
  }

  get count(): number {
    return this.#count;
  }

  /** Keys are whole numbers, compared one after the other. */
  add([first, second]: readonly [number, number], item: Item): void {
    try {
      this.#insert.run(first, second, serialize(item));
    } catch (error) {
      throw spoolError(error);
    }
    this.#count++;
  }

  /** By key; items of one key in the order in which they came. */
  *drain(): Generator<Item> {
    const sorted = this.#db.prepare<[], Row>(
      'SELECT value FROM item ORDER BY first, second, rowid',
    );
    try {
      for (const { value } of sorted.iterate()) yield deserialize(value) as Item;
    } catch (error) {
      throw spoolError(error);
    }
  }

  close(): void {
    this.#db.close();
  }
}

function spoolError(error: unknown): unknown {
  const code = systemCode(error);
  if (!code?.startsWith('SQLITE_')) return error;
  const kind = code === 'SQLITE_FULL' ? 'disk-full' : 'output-unwritable';
  const what = `Cannot sort on disk, in the folder for temporary files ($TMPDIR)`;
  return new MegabaseError(kind, `${what}: ${(error as Error).message} (${code}).`, {
    cause: error,
  });
}
