import { resolve } from 'node:path';
import {
  guideNames,
  isProjectFile,
  MegabaseError,
  type Project,
  type ServedWorkbench,
} from '../../contract/index.ts';
import { findLocations } from '../../home/index.ts';
import { FileRegistry, PathBounds } from '../../transport/index.ts';
import { createWorkbench, savedPaths, type RunningWorkbench } from '../../workbench/index.ts';
import type { CommandContext } from '../context.ts';
import { expectIndexesInside } from './expect-links.ts';

/** Changes of a project that can be taken back; the oldest are forgotten first. */
const maxSteps = 100;

/** A change of a project, and how it is taken back. */
export interface UndoStep {
  /** In words: `add a file`. */
  readonly title: string;
  /** Of the project as it is by then; what others have changed of it stays. */
  readonly back: (workbench: ServedWorkbench, project: Project) => Promise<unknown>;
}

/**
 * Projects as calls use them: by the workbench that windows have, opened with the first of them. A window that has
 * the same project open shows what changes.
 */
export class CalledProjects {
  readonly #roots: readonly string[];
  readonly #startComputeProcess: CommandContext['startComputeProcess'];
  #running: RunningWorkbench | undefined;
  /** By the path of the project, the last one last. */
  readonly #undo = new Map<string, UndoStep[]>();

  constructor(roots: readonly string[], context: Pick<CommandContext, 'startComputeProcess'>) {
    this.#roots = roots;
    this.#startComputeProcess = context.startComputeProcess;
  }

  get running(): RunningWorkbench {
    this.#running ??= createWorkbench({
      locations: findLocations(),
      files: new FileRegistry(),
      startComputeProcess: this.#startComputeProcess,
    });
    return this.#running;
  }

  get workbench(): ServedWorkbench {
    return this.running.workbench;
  }

  /** Those that calls may open, newest first. */
  async list(): Promise<{ name: string; path: string; openedAt: string }[]> {
    const recent = await this.workbench.recentProjects();
    return recent
      .filter(({ path, exists }) => exists && this.#mayOpen(path))
      .map(({ name, path, openedAt }) => ({ name, path, openedAt }));
  }

  /**
   * The project of a name or path, as it is now. Errors: `path-outside`, for its own file and for those that it names;
   * `usage` for a name that none has, or several; those of opening it.
   */
  async open(text: string): Promise<Project> {
    const guide = guideNames.find((name) => name === text.toLowerCase());
    if (guide) return this.workbench.openGuide({ guide });
    const path = await this.#pathOf(text);
    const bounds = this.#fileBounds();
    // It is not read before it may be.
    const own = bounds.expect(path);
    for (const file of [own, ...savedPaths(own)]) {
      expectIndexesInside(bounds.expect(file), bounds);
    }
    return this.workbench.openProject({ path });
  }

  /** Has the last change of a project be one that can be taken back. */
  note({ path }: Project, step: UndoStep): void {
    this.#undo.set(path, [...(this.#undo.get(path) ?? []), step].slice(-maxSteps));
  }

  /** Takes the last change of a project by these calls back, and gives it. Error: `usage` where there is none. */
  async undo(project: Project): Promise<UndoStep> {
    const steps = this.#undo.get(project.path);
    const step = steps?.at(-1);
    if (!step) {
      throw new MegabaseError(
        'usage',
        `Nothing is left to take back of what these calls have changed of ${project.name}.`,
      );
    }
    await step.back(this.workbench, project);
    steps?.pop();
    return step;
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.close();
  }

  async #pathOf(text: string): Promise<string> {
    if (/[/\\]/.test(text) || isProjectFile(text)) return resolve(this.#roots[0] ?? '', text);
    const named = (await this.list()).filter(({ name }) => name === text);
    const [only, another] = named;
    if (only && !another) return only.path;
    const paths = named.map(({ path }) => path).join(', ');
    const why = another
      ? `Several projects are called ${text}: ${paths}. Give the path.`
      : `No project that is open to calls is called ${text}; projects_list has those that there are.`;
    throw new MegabaseError('usage', why);
  }

  #mayOpen(path: string): boolean {
    const files = this.#fileBounds();
    try {
      return files.allows(path) && savedPaths(path).every((file) => files.allows(file));
    } catch {
      return false;
    }
  }

  /** Projects lie in a folder of the program's; what ships with it is open to all. */
  #fileBounds(): PathBounds {
    const { projects, resources } = findLocations();
    return new PathBounds({ roots: [...this.#roots, projects, resources], who: 'A call' });
  }
}
