import { defined, type Project } from '../../../src-main/contract/index.ts';
import { faultCode } from '../../format/index.ts';
import type { Notifications } from '../notifications.svelte.ts';

/** Times that a change is tried again which another window's came before. */
const mostAttempts = 8;

/** What changes need of the window round them. */
export interface ProjectChangesContext {
  readonly notifications: Notifications;
  /** The open one. */
  readonly project: () => Project | undefined;
  /** Replaces the project by what it is now. */
  readonly setProject: (project: Project) => void;
}

/** How the open project is changed: one answer of the workbench takes its place. */
export class ProjectChanges {
  readonly #context: ProjectChangesContext;

  constructor(context: ProjectChangesContext) {
    this.#context = context;
  }

  /** Changes the open project, and says whether it did; `title` is that of the notice if it fails. */
  async make(title: string, work: (project: string) => Promise<Project>): Promise<boolean> {
    const id = this.#context.project()?.id;
    if (id === undefined) return false;
    const project = await this.#context.notifications.attempt(title, () => work(id));
    if (project) this.#context.setProject(project);
    return project !== undefined;
  }

  /**
   * Changes lists or the layout of the open project, which `work` makes from it as it is; once more where
   * another window was faster. Says whether it did.
   */
  async revise(
    title: string,
    work: (known: { project: string; revision: number }) => Promise<Project>,
  ): Promise<boolean> {
    const attempt = async (left: number): Promise<Project> => {
      const { id: project, revision } = defined(this.#context.project());
      try {
        return await work({ project, revision });
      } catch (error) {
        // Its event came before the answer did: what is read now is newer.
        if (faultCode(error) === 'project-changed' && left > 0) return attempt(left - 1);
        throw error;
      }
    };
    return this.make(title, () => attempt(mostAttempts));
  }
}
