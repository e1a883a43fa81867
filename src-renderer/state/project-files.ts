import type { Project } from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import { baseName } from '../format/index.ts';
import type { ChangeHistory } from './change-history.svelte.ts';
import type { DialogState } from './dialog-state.svelte.ts';
import type { Notifications } from './notifications.svelte.ts';
import type { ProjectChanges } from './project-changes.ts';

/** What the files need of the window round them. */
export interface ProjectFilesContext {
  readonly workbench: WorkbenchClient;
  readonly notifications: Notifications;
  readonly dialogs: DialogState;
  readonly changes: ProjectChanges;
  readonly history: ChangeHistory;
  /** The open one. */
  readonly project: () => Project | undefined;
  /** Replaces the project by what it is now. */
  readonly setProject: (project: Project) => void;
}

/** The files of the open project: those that are shown over its genome, and the genome's own. */
export class ProjectFiles {
  readonly #context: ProjectFilesContext;

  constructor(context: ProjectFilesContext) {
    this.#context = context;
  }

  /** Asks for them where none is named. */
  async add(paths?: readonly string[]): Promise<void> {
    const { dialogs, notifications, workbench } = this.#context;
    const project = this.#context.project()?.id;
    if (project === undefined) return;
    const chosen =
      paths ??
      (await dialogs.askFiles({
        ...{ title: 'Add files', multiple: true, kind: 'track' },
      }));
    if (chosen.length === 0) return;
    const before = this.#context.project()?.tracks.map(({ id }) => id) ?? [];
    await notifications.attempt('The files could not be added', async () => {
      const added = await workbench.addFiles({ project, paths: chosen });
      this.#context.setProject(added.project);
      const tracks = added.project.tracks.filter(({ id }) => !before.includes(id));
      if (tracks.length > 0) this.#noteAdded(tracks.map(({ id }) => id));
      const message = added.said.join(' ');
      if (message) notifications.notify({ kind: 'info', title: 'Files', message, advice: '' });
    });
  }

  #noteAdded(tracks: readonly string[]): void {
    const each = async (turn: (track: string) => Promise<boolean>) => {
      let isSaved = true;
      for (const track of tracks) isSaved = isSaved && (await turn(track));
      return isSaved;
    };
    this.#context.history.note({
      title: tracks.length === 1 ? 'add a file' : 'add files',
      back: () => each((track) => this.#takeOut(track)),
      again: () => each((track) => this.#putBack(track)),
    });
  }

  /** Takes a file out of the project, which leaves the file itself as it is. */
  async remove(track: string): Promise<void> {
    const { tracks = [], missing = [] } = this.#context.project() ?? {};
    const path = [...tracks, ...missing].find(({ id }) => id === track)?.path;
    if (!(await this.#takeOut(track))) return;
    this.#context.history.note({
      title: `remove ${path === undefined ? 'a file' : baseName(path)}`,
      back: () => this.#putBack(track),
      again: () => this.#takeOut(track),
    });
  }

  #takeOut(track: string): Promise<boolean> {
    return this.#context.changes.make('The file could not be removed', (project) =>
      this.#context.workbench.removeTrack({ project, track }),
    );
  }

  #putBack(track: string): Promise<boolean> {
    return this.#context.changes.make('The file could not be put back', (project) =>
      this.#context.workbench.restoreTrack({ project, track }),
    );
  }

  /** Asks where a file is that is not where it was. */
  async relocate(file: string, lost: string): Promise<void> {
    const name = baseName(lost);
    const from = lost.slice(0, lost.length - name.length).replace(/(.)[/\\]$/, '$1');
    const [path] = await this.#context.dialogs.askFiles({ title: `Locate ${name}`, from });
    if (!path) return;
    await this.#context.changes.make(`${name} could not be relocated`, (project) =>
      this.#context.workbench.relocate({ project, file, path }),
    );
  }
}
