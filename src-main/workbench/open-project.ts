import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { MegabaseError, type GuideName } from '../contract/index.ts';
import type { Genome } from '../formats/genome/index.ts';
import type { FinalTracks } from '../analysis/run/index.ts';
import {
  readProjectDocument,
  writeProjectDocument,
  type ProjectDocument,
  type SavedMap,
  type SavedRun,
  type SavedVariantSet,
} from './project-document.ts';
import type { SavedBaseMap } from './saved-base-map.ts';
import type { SavedEvaluation } from './saved-evaluation.ts';
import type { ProjectLock } from './project-lock.ts';
import type { ShelvedGenome } from './served-genome.ts';

/** A genome, or why there is none, in a sentence. */
export type GenomeState = ShelvedGenome | { readonly fault: string };

/**
 * A project while it is open. Every change is saved at once, and made to what the file says then: other
 * processes may change it, too.
 */
export class OpenProject {
  readonly id = randomUUID();
  readonly path: string;
  readonly guide: GuideName | undefined;
  /** What runs that are being computed have told, by the id that each will have. */
  readonly live = new Map<string, FinalTracks>();
  readonly #lock: ProjectLock;
  #document: ProjectDocument;
  /** What the file looked like when it was last read or written; undefined before it is there. */
  #stamp: string | undefined;
  #revision = 0;
  #genome: GenomeState = { fault: 'It is not open yet.' };
  /** Ids of tracks, by path: the same while the project is open. */
  readonly #trackIds = new Map<string, string>();
  /** Tracks that were removed, by id, and which stood behind them, in order. */
  readonly #removedFrom = new Map<string, { path: string; behind: readonly string[] }>();

  constructor(path: string, document: ProjectDocument, lock: ProjectLock, guide?: GuideName) {
    this.path = path;
    this.#lock = lock;
    this.guide = guide;
    this.#document = document;
    this.#stamp = stampOf(path);
  }

  get document(): ProjectDocument {
    return this.#document;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Error: `project-changed` where the project is no more what somebody knew it as. */
  expectRevision(known: number | undefined): void {
    if (known === undefined || known === this.#revision) return;
    throw new MegabaseError('project-changed', 'The project was changed at the same moment.');
  }

  /** Takes what another process has saved; the revision is another where that is something new. */
  refresh(): void {
    const stamp = stampOf(this.path);
    if (stamp === undefined || stamp === this.#stamp) return;
    try {
      const read = readProjectDocument(this.path);
      this.#stamp = stamp;
      const before = this.#document;
      this.#document = read;
      // Where one window looks is no matter of another's.
      const { locus } = before;
      if (JSON.stringify({ ...read, locus }) !== JSON.stringify({ ...before, locus })) {
        this.#revision += 1;
      }
    } catch {
      // Damaged by somebody: it is written whole with the next change.
    }
  }

  /**
   * Changes the project as its file has it now; no other process changes it meanwhile. Errors: those of `work`, and
   * nothing is changed then; `project-changed`; those of writing.
   */
  edit(work: (now: ProjectDocument) => Partial<ProjectDocument>): void {
    this.#lock.run(() => {
      this.refresh();
      const change = work(this.#document);
      if (Object.keys(change).some((field) => field !== 'locus')) this.#revision += 1;
      this.#document = { ...this.#document, ...change };
      writeProjectDocument(this.path, this.#document);
      this.#stamp = stampOf(this.path);
    });
  }

  get genomeState(): GenomeState {
    return this.#genome;
  }

  /** Error: `file-missing`, with what kept it from being opened. */
  get genome(): Genome {
    if ('genome' in this.#genome) return this.#genome.genome;
    throw new MegabaseError(
      'file-missing',
      `The project's genome ${this.#document.genome} is not open: ${this.#genome.fault}`,
    );
  }

  async setGenome(genome: GenomeState): Promise<void> {
    const before = this.#genome;
    this.#genome = genome;
    if ('genome' in before) await before.genome.close();
  }

  /**
   * Notes a run and gives its id. One of the same interval takes the older one's place; the same
   * content at another place is a run of its own.
   */
  addRun(run: Omit<SavedRun, 'id' | 'shown'>): string {
    let id = '';
    this.edit(({ runs }) => {
      id = this.runId(run);
      const others = runs.filter((one) => one.id !== id);
      return { runs: [{ ...run, id, shown: true }, ...others] };
    });
    return id;
  }

  /** The id that a run has, or will have once it is noted. */
  runId(run: Pick<SavedRun, 'key' | 'interval'>): string {
    const same = ({ key, interval }: SavedRun) =>
      key === run.key &&
      interval.contig === run.interval.contig &&
      interval.start === run.interval.start;
    return this.#document.runs.find(same)?.id ?? this.#freeRunId(run.key);
  }

  /** Forgets the run; the cache keeps what it has. */
  removeRun(id: string): void {
    this.edit(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
  }

  /** Error: `project-entry-unknown`. */
  getRun(id: string): SavedRun {
    const run = this.#document.runs.find((one) => one.id === id);
    if (run !== undefined) return run;
    throw new MegabaseError('project-entry-unknown', 'The project has no such run any more.');
  }

  /** Notes a map: it takes the place of the same one, and of `instead`. */
  addMap(map: SavedMap, instead?: string): void {
    this.edit(({ maps }) => ({
      maps: [map, ...maps.filter(({ id }) => id !== map.id && id !== instead)],
    }));
  }

  /** Error: `project-entry-unknown`. */
  removeMap(id: string): void {
    this.edit(({ maps }) => {
      const map = this.getMap(id);
      return { maps: maps.filter((one) => one !== map) };
    });
  }

  /** Error: `project-entry-unknown`. */
  getMap(id: string): SavedMap {
    const map = this.#document.maps.find((one) => one.id === id);
    if (map !== undefined) return map;
    throw new MegabaseError('project-entry-unknown', 'The project has no such map any more.');
  }

  /** Notes a map of bases: it takes the place of the same one, and of `instead`. */
  addBaseMap(map: SavedBaseMap, instead?: string): void {
    this.edit(({ baseMaps }) => ({
      baseMaps: [map, ...baseMaps.filter(({ id }) => id !== map.id && id !== instead)],
    }));
  }

  /** Error: `project-entry-unknown`. */
  removeBaseMap(id: string): void {
    this.edit(({ baseMaps }) => {
      const map = this.getBaseMap(id);
      return { baseMaps: baseMaps.filter((one) => one !== map) };
    });
  }

  /** Error: `project-entry-unknown`. */
  getBaseMap(id: string): SavedBaseMap {
    const map = this.#document.baseMaps.find((one) => one.id === id);
    if (map !== undefined) return map;
    throw new MegabaseError('project-entry-unknown', 'The project has no such map any more.');
  }

  /**
   * Notes scored variants, whose table is open then: they take the place of the same ones, and of
   * `instead`. Gives those that were there.
   */
  addVariantSet(set: Omit<SavedVariantSet, 'shown'>, instead?: string): SavedVariantSet[] {
    const isBefore = ({ id }: SavedVariantSet) => id === set.id || id === instead;
    const before: SavedVariantSet[] = [];
    this.edit(({ variantSets }) => {
      before.push(...variantSets.filter(isBefore));
      const others = variantSets.filter((one) => !isBefore(one));
      const hidden = others.map((one) => ({ ...one, shown: false }));
      return { variantSets: [{ ...set, shown: true }, ...hidden] };
    });
    return before;
  }

  /** Forgets a set and gives it. Error: `project-entry-unknown`. */
  removeVariantSet(id: string): SavedVariantSet {
    const set = this.getVariantSet(id);
    this.edit(({ variantSets }) => ({
      variantSets: variantSets.filter((one) => one.id !== id),
    }));
    return set;
  }

  /** Error: `project-entry-unknown`. */
  getVariantSet(id: string): SavedVariantSet {
    const set = this.#document.variantSets.find((one) => one.id === id);
    if (set !== undefined) return set;
    throw new MegabaseError(
      'project-entry-unknown',
      'The project has no such scored variants any more.',
    );
  }

  /** Notes an evaluation: it takes the place of the same one, and of `instead`. Gives those that were there. */
  addEvaluation(evaluation: SavedEvaluation, instead?: string): SavedEvaluation[] {
    const isBefore = ({ id }: SavedEvaluation) => id === evaluation.id || id === instead;
    const before: SavedEvaluation[] = [];
    this.edit(({ evaluations }) => {
      before.push(...evaluations.filter(isBefore));
      return { evaluations: [evaluation, ...evaluations.filter((one) => !isBefore(one))] };
    });
    return before;
  }

  /** Forgets an evaluation and gives it. Error: `project-entry-unknown`. */
  removeEvaluation(id: string): SavedEvaluation {
    this.refresh();
    const evaluation = this.getEvaluation(id);
    this.edit(({ evaluations }) => ({
      evaluations: evaluations.filter((one) => one.id !== id),
    }));
    return evaluation;
  }

  /** Error: `project-entry-unknown`. */
  getEvaluation(id: string): SavedEvaluation {
    const evaluation = this.#document.evaluations.find((one) => one.id === id);
    if (evaluation !== undefined) return evaluation;
    throw new MegabaseError(
      'project-entry-unknown',
      'The project has no such evaluation any more.',
    );
  }

  trackId(path: string): string {
    const id = this.#trackIds.get(path) ?? randomUUID();
    this.#trackIds.set(path, id);
    return id;
  }

  /** Path of the track with this id. Error: `file-missing`. */
  trackPath(id: string): string {
    const found = this.#document.tracks.find((path) => this.#trackIds.get(path) === id);
    if (found !== undefined) return found;
    throw new MegabaseError('file-missing', 'The project has no such track any more.');
  }

  /** Path of the index that was chosen for a track. */
  indexOf(path: string): string | undefined {
    return this.#document.indexes?.[path];
  }

  /** The file is another from now on, with an index that lies elsewhere than beside it. Error: `file-missing`. */
  moveTrack(id: string, path: string, index: string | undefined): void {
    this.edit(({ tracks, indexes }) => {
      const old = this.trackPath(id);
      this.#trackIds.set(path, id);
      return {
        tracks: tracks.map((track) => (track === old ? path : track)),
        indexes: withIndex(indexes, path, index),
      };
    });
  }

  /** Adds tracks, each with the index that was chosen for it, if any. */
  addTracks(added: readonly { readonly path: string; readonly index: string | undefined }[]): void {
    this.edit(({ tracks, indexes }) => {
      const news = added.filter(({ path }) => !tracks.includes(path));
      return {
        tracks: [...tracks, ...news.map(({ path }) => path)],
        indexes: news.reduce((all, { path, index }) => withIndex(all, path, index), indexes),
      };
    });
  }

  /** Error: `file-missing`. */
  removeTrack(id: string): void {
    this.edit(({ tracks }) => {
      const path = this.trackPath(id);
      this.#removedFrom.set(id, { path, behind: tracks.slice(tracks.indexOf(path) + 1) });
      return { tracks: tracks.filter((one) => one !== path) };
    });
  }

  /** Puts a removed track back before the first that stood behind it. Error: `file-missing`. */
  restoreTrack(id: string): void {
    this.edit(({ tracks }) => {
      const removed = this.#removedFrom.get(id);
      const { path, behind } = removed ?? { path: this.trackPath(id), behind: [] };
      if (tracks.includes(path)) return {};
      const place = tracks.findIndex((one) => behind.includes(one));
      return { tracks: tracks.toSpliced(place < 0 ? tracks.length : place, 0, path) };
    });
  }

  #freeRunId(key: string): string {
    const taken = (id: string) => this.#document.runs.some((run) => run.id === id);
    let id = key;
    for (let n = 2; taken(id); n++) id = `${key}-${n}`;
    return id;
  }
}

/** Changes whenever the file is written. */
function stampOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && [found.ino, found.mtimeMs, found.size].join(' ');
}

function withIndex(
  indexes: ProjectDocument['indexes'],
  path: string,
  index: string | undefined,
): ProjectDocument['indexes'] {
  const { [path]: _, ...others } = indexes ?? {};
  return index === undefined ? others : { ...others, [path]: index };
}
