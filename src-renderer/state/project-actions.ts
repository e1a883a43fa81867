import { defined } from '../../src-main/contract/index.ts';
import type {
  BaseMapRequest,
  CurveRequest,
  EffectsRequest,
  Job,
  PredictRequest,
  ProbeFitRequest,
  Project,
  VariantsRequest,
} from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import { baseName } from '../format/index.ts';
import type { ChangeHistory } from './change-history.svelte.ts';
import type { DialogState } from './dialog-state.svelte.ts';
import type { JobList } from './job-list.svelte.ts';
import type { Models } from './models.svelte.ts';
import type { Notifications } from './notifications.svelte.ts';

/** Times that a change is tried again which another window's came before. */
const mostAttempts = 8;

/** Lists of which a part is shown: what one of them is called, and where those that are shown are named. */
const shownLists = {
  runs: { what: 'run', field: 'shown' },
  maps: { what: 'map', field: 'shownMaps' },
  baseMaps: { what: 'map', field: 'shownBaseMaps' },
} as const;

/** What the actions need of the window round them. */
export interface ProjectActionsContext {
  readonly workbench: WorkbenchClient;
  readonly notifications: Notifications;
  readonly dialogs: DialogState;
  readonly jobs: JobList;
  readonly models: Models;
  readonly history: ChangeHistory;
  /** The open one. */
  readonly project: () => Project | undefined;
  /** Replaces the project by what it is now. */
  readonly setProject: (project: Project) => void;
}

/** What can be done with the open project: its files, jobs and their results. */
export class ProjectActions {
  readonly #context: ProjectActionsContext;

  constructor(context: ProjectActionsContext) {
    this.#context = context;
  }

  /** Changes the open project, and says whether it did; `title` is that of the notice if it fails. */
  async change(title: string, work: (project: string) => Promise<Project>): Promise<boolean> {
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
        const isLate =
          error instanceof Error && 'code' in error && error.code === 'project-changed';
        // Its event came before the answer did: what is read now is newer.
        if (isLate && left > 0) return attempt(left - 1);
        throw error;
      }
    };
    return this.change(title, () => attempt(mostAttempts));
  }

  /** Begins a job of the open project. */
  async #begin(ask: (project: string) => Promise<Job>): Promise<void> {
    const project = this.#context.project()?.id;
    if (project === undefined) return;
    await this.#context.notifications.attempt('The job could not be started', async () => {
      const job = await ask(project);
      // Its events may have come before this answer did.
      if (!this.#context.jobs.list.some(({ id }) => id === job.id))
        this.#context.jobs.onEvent({ kind: 'job', job });
    });
  }

  /** Shows one of a list, or takes it out of view. */
  async #show(list: keyof typeof shownLists, id: string, shown: boolean): Promise<void> {
    const now = this.#context.project()?.[list].find((one) => one.id === id)?.shown;
    if (now === undefined || now === shown) return;
    const { what } = shownLists[list];
    this.#context.history.note({
      title: shown ? `show a ${what}` : `take a ${what} out of view`,
      back: () => this.#setShown(list, id, !shown),
      again: () => this.#setShown(list, id, shown),
    });
    await this.#setShown(list, id, shown);
  }

  #setShown(list: keyof typeof shownLists, id: string, shown: boolean): Promise<boolean> {
    const { what, field } = shownLists[list];
    return this.revise(`The ${what} could not be shown`, (known) => {
      const all = this.#context.project()?.[list] ?? [];
      const kept = all.filter((one) => (one.id === id ? shown : one.shown));
      const shownIds = { [field]: kept.map((one) => one.id) };
      return this.#context.workbench.updateProject({ ...known, ...shownIds });
    });
  }

  // Files and model

  async addFiles(paths?: readonly string[]): Promise<void> {
    const project = this.#context.project()?.id;
    if (project === undefined) return;
    const chosen =
      paths ??
      (await this.#context.dialogs.askFiles({
        ...{ title: 'Add files', multiple: true, kind: 'track' },
      }));
    if (chosen.length === 0) return;
    const before = this.#context.project()?.tracks.map(({ id }) => id) ?? [];
    await this.#context.notifications.attempt('The files could not be added', async () => {
      const added = await this.#context.workbench.addFiles({ project, paths: chosen });
      this.#context.setProject(added.project);
      const tracks = added.project.tracks.filter(({ id }) => !before.includes(id));
      if (tracks.length > 0) this.#noteAdded(tracks.map(({ id }) => id));
      const message = added.said.join(' ');
      if (message)
        this.#context.notifications.notify({ kind: 'info', title: 'Files', message, advice: '' });
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
  async removeTrack(track: string): Promise<void> {
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
    return this.change('The file could not be removed', (project) =>
      this.#context.workbench.removeTrack({ project, track }),
    );
  }

  #putBack(track: string): Promise<boolean> {
    return this.change('The file could not be put back', (project) =>
      this.#context.workbench.restoreTrack({ project, track }),
    );
  }

  async relocate(file: string, lost: string): Promise<void> {
    const name = baseName(lost);
    const from = lost.slice(0, lost.length - name.length).replace(/(.)[/\\]$/, '$1');
    const [path] = await this.#context.dialogs.askFiles({ title: `Locate ${name}`, from });
    if (!path) return;
    await this.change(`${name} could not be relocated`, (project) =>
      this.#context.workbench.relocate({ project, file, path }),
    );
  }

  async chooseModel(model: string): Promise<void> {
    const before = this.#context.project()?.model;
    if (before === model || !(await this.#setModel(model))) return;
    if (before === undefined) return;
    this.#context.history.note({
      title: 'choice of the model',
      back: () => this.#setModel(before),
      again: () => this.#setModel(model),
    });
  }

  #setModel(model: string): Promise<boolean> {
    return this.change('The model could not be chosen', (project) =>
      this.#context.workbench.updateProject({ project, model }),
    );
  }

  // Runs

  async predict(request: Omit<PredictRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.predict({ ...request, project }));
  }

  /** A run whose values are gone from the cache. */
  async predictAgain(run: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.predictAgain({ project, run, provider }),
    );
  }

  async fitProbe(request: Omit<ProbeFitRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.fitProbe({ ...request, project }));
  }

  /** Shows a run, or takes it out of view. */
  async showRun(run: string, shown: boolean): Promise<void> {
    await this.#show('runs', run, shown);
  }

  // Effects

  async findEffects(request: Omit<EffectsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.findEffects({ ...request, project }));
  }

  /** A map whose values are gone from the cache. */
  async findEffectsAgain(map: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.findEffectsAgain({ project, map, provider }),
    );
  }

  /** The activity of a place as more and more is read round it; the job carries the curve. */
  async traceContext(request: Omit<CurveRequest, 'project' | 'provider'>): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.contextCurve({ ...request, project, provider }),
    );
  }

  async showMap(map: string, shown: boolean): Promise<void> {
    await this.#show('maps', map, shown);
  }

  async deleteMap(map: string): Promise<void> {
    await this.change('The map could not be deleted', (project) =>
      this.#context.workbench.deleteMap({ project, map }),
    );
  }

  // Maps of bases

  async findBaseMap(request: Omit<BaseMapRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.findBaseMap({ ...request, project }));
  }

  /** A map of bases whose values are gone from the cache. */
  async findBaseMapAgain(map: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.findBaseMapAgain({ project, map, provider }),
    );
  }

  async showBaseMap(map: string, shown: boolean): Promise<void> {
    await this.#show('baseMaps', map, shown);
  }

  async deleteBaseMap(map: string): Promise<void> {
    await this.change('The map could not be deleted', (project) =>
      this.#context.workbench.deleteBaseMap({ project, map }),
    );
  }

  // Variants

  async scoreVariants(request: Omit<VariantsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.scoreVariants({ ...request, project }));
  }

  /** Common variants, among which later scores are ranked. */
  async keepBackground(request: Omit<VariantsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.keepBackground({ ...request, project }));
  }

  /** Scored variants whose rows are gone from the cache. */
  async scoreVariantsAgain(set: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.scoreVariantsAgain({ project, set, provider }),
    );
  }

  /** Opens the table of a set, or closes the one that is open. */
  async showVariants(set: string | undefined): Promise<void> {
    await this.change('The table could not be shown', (project) =>
      this.#context.workbench.showVariantSet({ project, ...(set === undefined ? {} : { set }) }),
    );
  }

  async deleteVariants(set: string): Promise<void> {
    await this.change('The scores could not be deleted', (project) =>
      this.#context.workbench.deleteVariantSet({ project, set }),
    );
  }
}
