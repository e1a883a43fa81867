import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { ServedFile } from '../contract/index.ts';

/** A file that a page may read, by an id that says nothing of it and cannot be guessed. */
export interface RegisteredFile extends ServedFile {
  readonly id: string;
}

/** What a page may read of the user's files: those that were opened, and no other. */
export class FileRegistry {
  readonly #byId = new Map<string, { readonly path: string }>();
  readonly #byPath = new Map<string, RegisteredFile>();

  /** The same path has the same id for as long as the program runs. */
  register(path: string): RegisteredFile {
    const whole = resolve(path);
    const known = this.#byPath.get(whole);
    if (known) return known;
    const id = randomBytes(16).toString('base64url');
    const name = basename(whole);
    // The name is there for readers that go by its ending; what a path cannot hold is replaced.
    // eslint-disable-next-line no-control-regex
    const inUrl = encodeURIComponent(name.toWellFormed().replaceAll(/[\\\u0000-\u001f]/g, '_'));
    const file = { id, name, url: `/file/${id}/${inUrl}` };
    this.#byId.set(id, { path: whole });
    this.#byPath.set(whole, file);
    return file;
  }

  /** Absolute paths of all files that were registered. */
  paths(): Iterable<string> {
    return this.#byPath.keys();
  }

  find(id: string): { readonly path: string } | undefined {
    return this.#byId.get(id);
  }
}
