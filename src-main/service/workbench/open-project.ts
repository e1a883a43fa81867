import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { PredictionCache } from '../../cache/index.ts';
import type { DataTrack, MissingFile, Project, ProjectRun } from '../../contract/index.ts';
import type { FileShelf, OpenGenome } from './open-genome.ts';
import { writeProjectDocument, type ProjectDocument } from './project-document.ts';
import { describeTrackFile } from './track-file.ts';

/** A project while it is open. Every change is saved at once. */
export class OpenProject {
  readonly id = randomUUID();
  readonly path: string;
  readonly isTutorial: boolean;
  genome: OpenGenome | undefined;
  #document: ProjectDocument;
  readonly #shelf: FileShelf;
  /** Ids of tracks, by path: the same while the project is open. */
  readonly #ids = new Map<string, string>();

  constructor(
    path: string,
    document: ProjectDocument,
    options: { readonly shelf: FileShelf; readonly isTutorial: boolean },
  ) {
    this.path = path;
    this.isTutorial = options.isTutorial;
    this.#shelf = options.shelf;
    this.#document = document;
  }

  get document(): ProjectDocument {
    return this.#document;
  }

  change(change: Partial<ProjectDocument>): void {
    this.#document = { ...this.#document, ...change };
    writeProjectDocument(this.path, this.#document);
  }

  /** Path of the track with this id. */
  trackPath(id: string): string | undefined {
    return [...this.#ids].find(([, known]) => known === id)?.[0];
  }

  /** The project as a window sees it. A run that the cache no longer holds is left out. */
  describe(cache: PredictionCache): Project {
    const { name, model, locus } = this.#document;
    const tracks = this.#document.tracks.map((path) => ({ path, id: this.#trackId(path) }));
    return {
      ...{ id: this.id, name, path: this.path, isTutorial: this.isTutorial, model, locus },
      genome: this.genome?.files,
      tracks: tracks.filter(({ path }) => existsSync(path)).flatMap((track) => this.#track(track)),
      missing: this.#missing(tracks),
      runs: this.#runs(cache),
    };
  }

  #runs(cache: PredictionCache): ProjectRun[] {
    return this.#document.runs.flatMap(({ key, region, interval, tracks, shown }) => {
      const run = cache.findRun(key);
      return run ? [{ region, tracks, shown, run: { ...run, interval } }] : [];
    });
  }

  #missing(tracks: readonly { path: string; id: string }[]): MissingFile[] {
    const genome = { id: 'genome', path: this.#document.genome };
    return [...(this.genome ? [] : [genome]), ...tracks.filter(({ path }) => !existsSync(path))];
  }

  /** A track whose index went missing is not shown: it could not be drawn. */
  #track({ path, id }: { path: string; id: string }): DataTrack[] {
    const name = basename(path);
    try {
      const { format, kind, index } = describeTrackFile(path);
      const file = this.#shelf.register(path);
      const served = index === undefined ? undefined : this.#shelf.register(index);
      return [{ id, name, kind, format, file, index: served }];
    } catch {
      return [];
    }
  }

  #trackId(path: string): string {
    const id = this.#ids.get(path) ?? randomUUID();
    this.#ids.set(path, id);
    return id;
  }
}
