import type { Statement } from 'better-sqlite3';
import type { Readable } from './readable.ts';

const statements = new WeakMap<Readable, Map<string, Statement>>();

/** A statement, prepared once for each connection: of a short run preparing takes as long as storing. */
export function prepared<Bind extends unknown[] | object = unknown[], Row = unknown>(
  db: Readable,
  sql: string,
): Bind extends unknown[] ? Statement<Bind, Row> : Statement<[Bind], Row> {
  const known = statements.get(db) ?? new Map<string, Statement>();
  statements.set(db, known);
  const statement = known.get(sql) ?? db.prepare(sql);
  known.set(sql, statement);
  return statement as Bind extends unknown[] ? Statement<Bind, Row> : Statement<[Bind], Row>;
}
