import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PredictionCache } from '../../cache/index.ts';
import { isMegabaseError, MegabaseError, type Project } from '../../contract/index.ts';
import { cacheFolders, type Locations } from '../locations.ts';
import { openGenome, type FileShelf } from './open-genome.ts';
import { OpenProject } from './open-project.ts';
import { projectEnding, readProjectDocument, type ProjectDocument } from './project-document.ts';
import type { RecentProjects } from './recent-projects.ts';
import { describeTrackFile, looksLikeGenome } from './track-file.ts';

export interface DeskTools {
  readonly locations: Locations;
  readonly shelf: FileShelf;
  readonly cache: PredictionCache;
  readonly recent: RecentProjects;
  onChange(project: Project): void;
  /** Share of a genome that was read for its index, 0 to 1. */
  onIndexing(path: string, fraction: number): void;
}

/** The open projects, and what can be done with their files. */
export class ProjectDesk {
  readonly #tools: DeskTools;
  readonly #open = new Map<string, OpenProject>();

  constructor(tools: DeskTools) {
    this.#tools = tools;
  }

  /** Error: `project-unknown`. */
  get(id: string): OpenProject {
    const project = this.#open.get(id);
    if (project) return project;
    throw new MegabaseError('project-unknown', 'This project is not open any more.');
  }

  describe(project: OpenProject): Project {
    return project.describe(this.#tools.cache);
  }

  /** Tells every window how the project is now. */
  announce(project: OpenProject): Project {
    const described = this.describe(project);
    this.#tools.onChange(described);
    return described;
  }

  /** A project round a genome; its file lies with the others of the program, not beside the genome. */
  async create(genome: string): Promise<Project> {
    const name = basename(genome).replace(/\.(fa|fasta|fna|fas)(\.b?gz)?$/i, '');
    const document = { formatVersion: 1 as const, name, genome, tracks: [], runs: [] };
    const project = new OpenProject(this.#freePath(name), document, this.#options(false));
    // Opened before anything is saved: a file that is no genome makes no project.
    await this.#openGenome(project);
    project.change({});
    return this.#register(project);
  }

  async open(path: string): Promise<Project> {
    const already = [...this.#open.values()].find((project) => project.path === path);
    if (already) return this.#register(already);
    const project = new OpenProject(path, readProjectDocument(path), this.#options(false));
    if (existsSync(project.document.genome)) await this.#openGenome(project);
    return this.#register(project);
  }

  /** The tutorial starts from the same files each time; its runs and view are kept. */
  async openTutorial(): Promise<Project> {
    const { projects, resources } = this.#tools.locations;
    const path = join(projects, `tutorial${projectEnding}`);
    const already = [...this.#open.values()].find((project) => project.path === path);
    if (already) return this.#register(already);
    const file = (name: string) => join(resources, 'tutorial', name);
    const kept: Partial<ProjectDocument> = existsSync(path) ? readProjectDocument(path) : {};
    const document: ProjectDocument = {
      formatVersion: 1,
      name: 'Tutorial',
      model: 'hawk-tutorial',
      runs: [],
      ...kept,
      genome: file('tutorial.fa.gz'),
      tracks: ['tutorial.gff3', 'sample.vcf.gz', 'sample.bam'].map(file),
    };
    const project = new OpenProject(path, document, this.#options(true));
    await this.#openGenome(project);
    project.change({});
    return this.#register(project);
  }

  /** Adds tracks; of each file it is told what was done with it. */
  addTracks(project: OpenProject, paths: readonly string[]): string[] {
    const tracks = [...project.document.tracks];
    const said = paths.map((path) => {
      const name = basename(path);
      if (looksLikeGenome(path)) return `${name} is a genome: open it as a new project.`;
      if (tracks.includes(path)) return `${name} is shown already.`;
      try {
        describeTrackFile(path);
      } catch (error) {
        if (isMegabaseError(error)) return error.message;
        throw error;
      }
      tracks.push(path);
      return `${name} was added.`;
    });
    project.change({ tracks });
    return said;
  }

  /** Tells where a missing file is now: `genome`, or a track by its id. */
  async relocate(project: OpenProject, file: string, path: string): Promise<void> {
    if (file === 'genome') {
      const before = project.document.genome;
      project.change({ genome: path });
      try {
        await this.#openGenome(project);
      } catch (error) {
        project.change({ genome: before });
        throw error;
      }
      return;
    }
    const old = project.trackPath(file);
    describeTrackFile(path);
    const tracks = project.document.tracks.map((track) => (track === old ? path : track));
    project.change({ tracks });
  }

  async close(): Promise<void> {
    for (const { genome } of this.#open.values()) await genome?.fasta.close();
  }

  async #openGenome(project: OpenProject): Promise<void> {
    const { locations, shelf, onIndexing } = this.#tools;
    const { genome: path } = project.document;
    project.genome = await openGenome(path, shelf, {
      indexFolder: cacheFolders(locations.cache).indexes,
      onProgress: (fraction) => onIndexing(path, fraction),
    });
  }

  #register(project: OpenProject): Project {
    this.#open.set(project.id, project);
    this.#tools.recent.add(project.document.name, project.path);
    return this.describe(project);
  }

  #options(isTutorial: boolean) {
    return { shelf: this.#tools.shelf, isTutorial };
  }

  #freePath(name: string): string {
    const { projects } = this.#tools.locations;
    for (let n = 1; ; n++) {
      const path = join(projects, `${name}${n === 1 ? '' : ` ${n}`}${projectEnding}`);
      if (!existsSync(path)) return path;
    }
  }
}
