import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import { temporaryName } from './file-place.ts';
import { flushFolder, renameInto } from './flush-folder.ts';
import { expectWritable } from './guard-writes.ts';
import { tellWritten } from './observe-writes.ts';
import { outputError } from './output-error.ts';

/** Whether a path names a folder that is to be filled: it ends in a slash. */
export function namesFolder(path: string): boolean {
  return /[/\\]$/.test(path);
}

/**
 * Whether a folder can be made there, or an empty one be filled; leaves nothing behind. Files beside others would be
 * taken for parts of one table, so a folder that holds any is refused. Errors: `output-exists`, `output-unwritable`,
 * `disk-full`.
 */
export function checkFolder(path: string): void {
  StagedFolder.open(path).discard();
}

/**
 * A folder that is filled beside its place and stands there once all of it is whole. The files in it are put in
 * their places, as the program's own, before.
 */
export class StagedFolder {
  readonly path: string;
  /** Where its files are written. */
  readonly temporary: string;
  readonly #place: string;

  private constructor(path: string, place: string, temporary: string) {
    this.path = path;
    this.#place = place;
    this.temporary = temporary;
  }

  static open(path: string): StagedFolder {
    const place = resolve(path);
    try {
      expectWritable(path);
      expectFree(path, place);
      const temporary = temporaryName(dirname(place));
      mkdirSync(temporary);
      return new StagedFolder(path, place, temporary);
    } catch (error) {
      throw outputError(error, path);
    }
  }

  commit(): void {
    try {
      expectFree(this.path, this.#place);
      flushFolder(this.temporary);
      // An empty folder gives way; one that was filled meanwhile does not.
      if (existsSync(this.#place)) rmdirSync(this.#place);
      renameInto(this.#place, this.temporary);
    } catch (error) {
      throw outputError(error, this.path);
    }
    for (const name of readdirSync(this.#place).sort()) {
      tellWritten({ path: join(this.path, name), bytes: statSync(join(this.#place, name)).size });
    }
  }

  discard(): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}

function expectFree(path: string, place: string): void {
  if (!existsSync(place)) return;
  if (statSync(place).isDirectory() && readdirSync(place).length === 0) return;
  throw new MegabaseError(
    'output-exists',
    `${path} exists already and is not an empty folder; nothing in it was changed.`,
    { file: path },
  );
}
