import type { Database } from 'better-sqlite3';

/** As much of a database as reading takes: that of better-sqlite3, or Node's own. */
export type Readable = Pick<Database, 'name' | 'prepare'>;
