import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { MegabaseError, type GuideName, type Project } from '../../contract/index.ts';
import type { Locations } from '../../home/index.ts';
import { describeProject } from './describe-project.ts';
import {
  EvaluationFiles,
  newProjectDocument,
  readProjectDocument,
  runKeysOf,
  type ProjectDocument,
  ProjectLock,
  ProjectWatch,
  type SavedProjects,
  rowsPath,
  filesOf,
} from '../saved/index.ts';
import type { GenomeOpener } from './genome-opener.ts';
import { guideAt, guidePath, readGuideDocument } from './guides.ts';
import type { OpenCache } from '../environment/index.ts';
import { OpenProject, stampOf } from './open-project.ts';
import type { FileServer } from './served-genome.ts';
import { bareGenomeName } from '../../formats/track-file/index.ts';
import { expectPlaces } from './expect-places.ts';

export interface ProjectStoreContext {
  readonly locations: Locations;
  readonly files: FileServer;
  readonly cache: OpenCache;
  readonly saved: SavedProjects;
  readonly genomes: GenomeOpener;
  onChange(project: Project): void;
}

type ReadDocument = () => ProjectDocument | Promise<ProjectDocument>;

/** The open projects. */
export class ProjectStore {
  readonly #tools: ProjectStoreContext;
  readonly #evaluations: EvaluationFiles;
  readonly #lock: ProjectLock;
  readonly #open = new Map<string, OpenProject>();
  /** The revision of each that windows were told last, and the genome that it was opened with. */
  readonly #told = new WeakMap<OpenProject, number>();
  readonly #genomes = new WeakMap<OpenProject, string>();
  readonly #watch = new ProjectWatch(() => this.#refresh());
  /** By path: asked for twice at once, a project is opened once. */
  readonly #opening = new Map<string, Promise<OpenProject>>();

  constructor(tools: ProjectStoreContext) {
    this.#tools = tools;
    this.#evaluations = new EvaluationFiles(tools.locations);
    this.#lock = new ProjectLock(tools.locations.projects);
  }

  /** Error: `project-unknown`. */
  get(id: string): OpenProject {
    const project = this.#open.get(id);
    if (project) return project;
    throw new MegabaseError('project-unknown', 'This project is not open any more.');
  }

  describe(project: OpenProject): Project {
    const { files, cache, locations } = this.#tools;
    return describeProject(project, files, cache, {
      hasRows: (set) => existsSync(rowsPath(set, locations)),
      hasEvaluation: (one) => this.#evaluations.has(one),
    });
  }

  /** Tells every window how the project is now. */
  announce(project: OpenProject): Project {
    this.#told.set(project, project.revision);
    const described = this.describe(project);
    this.#tools.onChange(described);
    return described;
  }

  announceAll(): void {
    for (const project of this.#open.values()) this.announce(project);
  }

  describeAll(): Project[] {
    return [...this.#open.values()].map((project) => this.describe(project));
  }

  /** A project round a genome; its file lies with the others of the program, not beside the genome. */
  create(path: string): Promise<OpenProject> {
    const { saved, genomes } = this.#tools;
    const genome = resolve(path);
    const name = bareGenomeName(basename(genome));
    const document = newProjectDocument(name, genome);
    return genomes.open(genome, async (opened) => {
      // Saved after the genome was opened: a file that is no genome makes no project.
      const project = this.#lock.run(() => {
        const made = new OpenProject(saved.freePath(name), document, this.#lock);
        made.edit(() => ({}));
        return made;
      });
      this.#genomes.set(project, genome);
      await project.setGenome(opened);
      return this.#register(project);
    });
  }

  open(path: string): Promise<OpenProject> {
    const absolute = resolve(path);
    const guide = guideAt(absolute, this.#tools.locations);
    if (guide) return this.openGuide(guide);
    return this.#openOnce(absolute, () => readProjectDocument(absolute));
  }

  /** A guide starts from the same files each time; its runs and view are kept. */
  openGuide(name: GuideName): Promise<OpenProject> {
    const { locations } = this.#tools;
    return this.#openOnce(guidePath(name, locations), () => readGuideDocument(name, locations));
  }

  /** The genome is another file from now on, if it can be opened and has the places of all runs. */
  async changeGenome(project: OpenProject, path: string): Promise<void> {
    const genome = resolve(path);
    await this.#tools.genomes.open(genome, async (opened) => {
      expectPlaces(project.document.runs, opened.genome);
      project.edit(() => ({ genome }));
      this.#genomes.set(project, genome);
      await project.setGenome(opened);
      this.announce(project);
      return project;
    });
  }

  /** True where a project, open or saved, holds a run with that key, or a map that was read from it. */
  hasRun(key: string): boolean {
    const open = [...this.#open.values()];
    return (
      open.some(({ document }) => runKeysOf(document).includes(key)) ||
      this.#tools.saved.hasRun(
        key,
        open.map(({ path }) => path),
      )
    );
  }

  /** Every file that an open project names, absolute. */
  files(): string[] {
    return [...this.#open.values()].flatMap(({ document }) => filesOf(document));
  }

  async close(): Promise<void> {
    this.#watch.close();
    const fault = 'The program is closing.';
    for (const project of this.#open.values()) await project.setGenome({ fault });
  }

  async #openOnce(path: string, read: ReadDocument): Promise<OpenProject> {
    const opening = this.#opening.get(path) ?? this.#openDocument(path, read);
    this.#opening.set(path, opening);
    return opening.finally(() => this.#opening.delete(path));
  }

  async #openDocument(path: string, read: ReadDocument): Promise<OpenProject> {
    const guide = guideAt(path, this.#tools.locations);
    const already = [...this.#open.values()].find((project) => project.path === path);
    already?.refresh();
    const stamp = stampOf(path);
    const project = already ?? new OpenProject(path, await read(), this.#lock, { guide, stamp });
    if ('fault' in project.genomeState) await this.#openGenome(project);
    if (guide && !already) project.edit(() => ({}));
    return this.#register(project);
  }

  async #openGenome(project: OpenProject): Promise<void> {
    const { genome } = project.document;
    this.#genomes.set(project, genome);
    try {
      await this.#tools.genomes.open(genome, async (opened) => {
        await project.setGenome(opened);
        // When a job that failed is tried again, only the windows wait for it.
        if (this.#open.has(project.id)) this.announce(project);
        return project;
      });
    } catch (error) {
      // All else of the project can be used, and the genome's place can be told.
      const fault = error instanceof Error ? error.message : String(error);
      await project.setGenome({ fault });
    }
  }

  /** Shows what other processes have made of the open projects. */
  #refresh(): void {
    for (const project of this.#open.values()) {
      project.refresh();
      // It may have been read since by a change of one's own that came to nothing.
      if (this.#told.get(project) === project.revision) continue;
      if (project.document.genome !== this.#genomes.get(project)) void this.#openGenome(project);
      this.announce(project);
    }
  }

  #register(project: OpenProject): OpenProject {
    if (!this.#told.has(project)) this.#told.set(project, project.revision);
    this.#open.set(project.id, project);
    this.#watch.add(project.path);
    const { name } = project.document;
    this.#lock.run(() => this.#tools.saved.noteOpened(name, project.path));
    // What another process saved before it was watched.
    this.#refresh();
    return project;
  }
}
