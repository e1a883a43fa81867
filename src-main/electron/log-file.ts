import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Bytes after which a log is laid aside. */
const mostBytes = 1_000_000;

/** How many that were laid aside are kept: `megabase.log.1` is the youngest. */
const kept = 3;

/**
 * The desktop's log, on this computer alone. Lines are few, and written at once, for the next thing may
 * be a crash; a log that cannot be written is no reason to stop.
 */
export class LogFile {
  readonly path: string;
  readonly #mostBytes: number;

  constructor(path: string, most = mostBytes) {
    this.path = path;
    this.#mostBytes = most;
  }

  /** A line, with the time (UTC); what has several lines is indented below. */
  write(text: string): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#rotate();
      const lines = text.trimEnd().replaceAll(/\r?\n/g, '\n    ');
      appendFileSync(this.path, `${new Date().toISOString()} ${lines}\n`);
    } catch {
      // A full or read-only disk.
    }
  }

  /** What was thrown, with where it came from. */
  error(what: string, error: unknown): void {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.write(`${what}: ${words}`);
  }

  #rotate(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size < this.#mostBytes) return;
    rmSync(`${this.path}.${kept}`, { force: true });
    for (let n = kept - 1; n >= 0; n--) {
      const from = n === 0 ? this.path : `${this.path}.${n}`;
      if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${this.path}.${n + 1}`);
    }
  }
}
