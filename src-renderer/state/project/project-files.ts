import type { Project } from '../../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';
import { baseName, faultCode, folderOf } from '../../format/index.ts';
import type { ChangeHistory } from './change-history.svelte.ts';
import type { DialogState } from '../dialogs/index.ts';
import type { Notifications } from '../notifications.svelte.ts';
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

  /** Asks for them where none is named. `before`: what was done with files that came with these, for the same report. */
  async add(paths?: readonly string[], before: readonly string[] = []): Promise<void> {
    const { dialogs, notifications } = this.#context;
    const project = this.#context.project()?.id;
    if (project === undefined) return;
    const chosen =
      paths ??
      (await dialogs.askFiles({
        ...{ title: 'Add files', multiple: true, kind: 'track' },
      }));
    if (chosen.length === 0) return;
    const count = () => this.#context.project()?.tracks.length ?? 0;
    const known = count();
    const said = [...before, ...(await this.#add({ project, paths: chosen }))];
    if (said.length > 0) {
      const message = said.join('\n');
      const passes = before.length === 0 && count() - known === chosen.length;
      notifications.notify({ kind: 'info', title: 'Files', message, advice: '', passes });
    }
  }

  /** Adds files, and tells what was done with each; of reads without an index it is asked where that lies. */
  async #add(request: {
    project: string;
    paths: readonly string[];
    index?: string;
  }): Promise<string[]> {
    const { notifications, workbench, setProject } = this.#context;
    const before = this.#context.project()?.tracks.map(({ id }) => id) ?? [];
    const added = await notifications.attempt('The files could not be added', () =>
      workbench.addFiles(request),
    );
    if (!added) return [];
    setProject(added.project);
    const tracks = added.project.tracks.filter(({ id }) => !before.includes(id));
    if (tracks.length > 0) this.#noteAdded(tracks.map(({ id }) => id));
    const said = [...added.said];
    // What was chosen a moment ago is not asked for again.
    for (const path of request.index === undefined ? added.indexless : []) {
      const index = await this.#askIndex(path);
      if (index === undefined) continue;
      const again = await this.#add({ project: request.project, paths: [path], index });
      // In place of the sentence that it has none.
      const first = said.findIndex((sentence) => sentence.startsWith(path));
      said.splice(first < 0 ? said.length : first, first < 0 ? 0 : 1, ...again);
    }
    return said;
  }

  async #askIndex(path: string): Promise<string | undefined> {
    const title = `Where is the index of ${baseName(path)}?`;
    const from = folderOf(path);
    const [index] = await this.#context.dialogs.askFiles({ title, kind: 'index', from });
    return index;
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

  /** Asks where a file is that is not where it was, and where its index is, if that does not lie beside it. */
  async relocate(file: string, lost: string): Promise<void> {
    const title = `Locate ${baseName(lost)}`;
    const [path] = await this.#context.dialogs.askFiles({ title, from: folderOf(lost) });
    if (path) await this.#move(file, path);
  }

  /** Asks for the index of a file that is there, wherever it lies. */
  async chooseIndex(file: string, path: string): Promise<void> {
    const index = await this.#askIndex(path);
    if (index !== undefined) await this.#move(file, path, index);
  }

  async #move(file: string, path: string, index?: string): Promise<void> {
    const { changes, workbench } = this.#context;
    const found = { file, path, ...(index === undefined ? {} : { index }) };
    await changes.make(`${baseName(path)} could not be opened`, async (project) => {
      try {
        return await workbench.relocate({ project, ...found });
      } catch (error) {
        const lacks = faultCode(error) === 'alignment-index';
        const other = lacks && index === undefined ? await this.#askIndex(path) : undefined;
        if (other === undefined) throw error;
        return workbench.relocate({ project, ...found, index: other });
      }
    });
  }
}
