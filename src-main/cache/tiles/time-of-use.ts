import type { Database } from 'better-sqlite3';
import { prepared } from '../file/index.ts';
import { defined } from '../../contract/index.ts';

/**
 * What is noted of a use at `now`, milliseconds since 1970: later than every use before, also where the
 * clock was set back since, so that what was used longest ago is still known.
 */
export function timeOfUse(db: Database, now: number): number {
  const { latest } = defined(
    prepared<[], { latest: number }>(
      db,
      `SELECT max(coalesce((SELECT max(last_used_at) FROM runs), 0),
                    coalesce((SELECT max(last_used_at) FROM edits), 0)) AS latest`,
    ).get(),
  );
  return now >= latest ? now : latest + 1;
}
