import { randomUUID } from 'node:crypto';
import { MegabaseError } from '../../contract/index.ts';
import type { EditableProject, ProjectDocument } from './project-document.ts';

/** The files over a project's genome, each by an id that is the same while the project is open. */
export class ProjectTracks {
  readonly #project: EditableProject;
  /** By path. */
  readonly #ids = new Map<string, string>();
  /** Tracks that were removed, by id, and which stood behind them, in order. */
  readonly #removedFrom = new Map<string, { path: string; behind: readonly string[] }>();

  constructor(project: EditableProject) {
    this.#project = project;
  }

  idOf(path: string): string {
    const id = this.#ids.get(path) ?? randomUUID();
    this.#ids.set(path, id);
    return id;
  }

  /** Path of the track with this id. Error: `file-missing`. */
  pathOf(id: string): string {
    const found = this.#project.document.tracks.find((path) => this.#ids.get(path) === id);
    if (found !== undefined) return found;
    throw new MegabaseError('file-missing', 'The project has no such track any more.');
  }

  /** Path of the index that was chosen for a track. */
  indexOf(path: string): string | undefined {
    return this.#project.document.indexes?.[path];
  }

  /** The file is another from now on, with an index that lies elsewhere than beside it. Error: `file-missing`. */
  move(id: string, path: string, index: string | undefined): void {
    this.#project.edit(({ tracks, indexes }) => {
      const old = this.pathOf(id);
      this.#ids.set(path, id);
      return {
        tracks: tracks.map((track) => (track === old ? path : track)),
        indexes: withIndex(indexes, path, index),
      };
    });
  }

  /** Adds tracks, each with the index that was chosen for it, if any. */
  add(added: readonly { readonly path: string; readonly index: string | undefined }[]): void {
    this.#project.edit(({ tracks, indexes }) => {
      const news = added.filter(({ path }) => !tracks.includes(path));
      return {
        tracks: [...tracks, ...news.map(({ path }) => path)],
        indexes: news.reduce((all, { path, index }) => withIndex(all, path, index), indexes),
      };
    });
  }

  /** Error: `file-missing`. */
  remove(id: string): void {
    this.#project.edit(({ tracks }) => {
      const path = this.pathOf(id);
      this.#removedFrom.set(id, { path, behind: tracks.slice(tracks.indexOf(path) + 1) });
      return { tracks: tracks.filter((one) => one !== path) };
    });
  }

  /** Puts a removed track back before the first that stood behind it. Error: `file-missing`. */
  restore(id: string): void {
    this.#project.edit(({ tracks }) => {
      const removed = this.#removedFrom.get(id);
      const { path, behind } = removed ?? { path: this.pathOf(id), behind: [] };
      if (tracks.includes(path)) return {};
      const place = tracks.findIndex((one) => behind.includes(one));
      return { tracks: tracks.toSpliced(place < 0 ? tracks.length : place, 0, path) };
    });
  }
}

function withIndex(
  indexes: ProjectDocument['indexes'],
  path: string,
  index: string | undefined,
): ProjectDocument['indexes'] {
  const { [path]: _, ...others } = indexes ?? {};
  return index === undefined ? others : { ...others, [path]: index };
}
