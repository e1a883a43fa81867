import { defined } from '../contract/index.ts';
import type { Database } from 'better-sqlite3';
import type { Readable } from './file/index.ts';
import { ifPossible } from './cache-error.ts';
import { Damage } from './damage.ts';
import { decodeTile, encodeTile, timeOfUse } from './tiles/index.ts';

/** What a change of a sequence was found to change: values, and what they mean by name. */
export interface KeptEdit {
  readonly info: Readonly<Record<string, unknown>>;
  readonly values: Float32Array;
}

interface EditRow {
  readonly id: number;
  readonly key: string;
  readonly info: string;
  readonly count: number;
  readonly data: unknown;
}

/**
 * Those of the edits `keys` of a run that are kept, bit for bit as they were, by key; they count as
 * used `now`. A caller that asks for few at a time holds few.
 *
 * @throws {Damage} where one is not what was written
 */
export function findEdits(
  db: Database,
  run: string,
  keys: readonly string[],
  now: number,
): Map<string, KeptEdit> {
  const found = readEdits(db, run, keys);
  if (found.length === 0) return new Map();
  const touch = db.prepare(
    'UPDATE edits SET last_used_at = ? WHERE id IN (SELECT value FROM json_each(?))',
  );
  ifPossible(() => touch.run(timeOfUse(db, now), JSON.stringify(found.map(({ id }) => id))));
  return new Map(found.map(({ key, edit }) => [key, edit]));
}

/**
 * The same, with their ids, without counting as a use.
 *
 * @throws {Damage} where one is not what was written
 */
export function readEdits(
  db: Readable,
  run: string,
  keys: readonly string[],
): { readonly id: number; readonly key: string; readonly edit: KeptEdit }[] {
  const find = db.prepare<[string, string], EditRow>(
    'SELECT * FROM edits WHERE run = ? AND key = ?',
  );
  const rows = keys.flatMap((key) => find.get(run, key) ?? []);
  return rows.map(({ id, key, info, data, count }) => {
    const [values] = decodeTile(data, 1, count);
    return { id, key, edit: { info: parse(info), values: defined(values) } };
  });
}

/** Whether all of the edits are kept, without reading what they hold or counting as a use. */
export function hasEdits(db: Readable, run: string, keys: readonly string[]): boolean {
  const find = db.prepare<[string, string], object>(
    'SELECT 1 FROM edits WHERE run = ? AND key = ?',
  );
  return keys.every((key) => find.get(run, key) !== undefined);
}

/** Keeps edits of one run, all or none; one that is there already stays as it is. */
export function storeEdits(
  db: Database,
  run: string,
  edits: ReadonlyMap<string, KeptEdit>,
  now: number,
): void {
  const insert = db.prepare(
    `INSERT INTO edits (run, key, info, count, data, last_used_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
  );
  const used = timeOfUse(db, now);
  const rows = [...edits].map(([key, { info, values }]) => {
    return [run, key, JSON.stringify(info), values.length, encodeTile([values]), used] as const;
  });
  db.transaction(() => rows.forEach((row) => insert.run(...row))).immediate();
}

function parse(info: string): KeptEdit['info'] {
  try {
    return JSON.parse(info) as KeptEdit['info'];
  } catch (error) {
    throw new Damage('What is said of an edit is not JSON.', { cause: error });
  }
}
