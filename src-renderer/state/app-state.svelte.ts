import { effectTrackWords } from '../../src-main/drawing/index.ts';
import {
  isProjectFile,
  type Desktop,
  type GuideName,
  type ModelCard,
  type Project,
  type RecentProject,
  type Region,
} from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import { baseName } from '../format/index.ts';
import { act } from './act.ts';
import {
  BaseMaps,
  EffectMaps,
  OpenedVariantState,
  VariantPictureState,
  VariantTableState,
} from './results/index.ts';
import {
  ChangeHistory,
  Marks,
  openDropped,
  openPaths,
  ProjectActions,
  ProjectChanges,
  ProjectFiles,
  type Dropped,
} from './project/index.ts';
import { DialogState, HelpState } from './dialogs/index.ts';
import { DrivenWindow } from './driven-window.svelte.ts';
import { JobList } from './job-list.svelte.ts';
import { ComparedRuns, LayoutState, TrackArea, ViewState } from './view/index.ts';
import { Models } from './models.svelte.ts';
import { Notifications } from './notifications.svelte.ts';
import { PanelState } from './panel-state.svelte.ts';
import { PreferencesState } from './preferences.svelte.ts';
import { TutorialState } from './tutorial-state.svelte.ts';

/**
 * All that the window shows and can do: the open project, what its browser shows, and the parts
 * with a life of their own. Components read getters and call methods.
 */
export class AppState {
  readonly workbench: WorkbenchClient;
  readonly notifications = new Notifications();
  readonly dialogs: DialogState;
  /** The guide. */
  readonly help = new HelpState();
  readonly panel = new PanelState();
  readonly tutorial = new TutorialState();
  readonly jobs: JobList;
  readonly models: Models;
  readonly preferences: PreferencesState;
  readonly effects: EffectMaps;
  readonly bases: BaseMaps;
  readonly variants: VariantTableState;
  /** The variant that one looks at. */
  readonly opened: OpenedVariantState;
  readonly pictures: VariantPictureState;
  /** What can be taken back. */
  readonly history = new ChangeHistory(() => this.#project?.id);
  readonly changes: ProjectChanges;
  readonly files: ProjectFiles;
  readonly actions: ProjectActions;
  readonly marks: Marks;
  readonly view: ViewState;
  readonly layout: LayoutState;
  readonly comparedRuns: ComparedRuns;
  readonly area: TrackArea;
  readonly driven: DrivenWindow;

  readonly #desktop: Partial<Desktop>;
  #project = $state.raw<Project>();
  #recent = $state.raw<readonly RecentProject[]>([]);
  #opening = $state('');

  constructor(workbench: WorkbenchClient, desktop: Partial<Desktop>) {
    this.workbench = workbench;
    this.#desktop = desktop;
    const show = (region: Region) => this.view.show(region);
    this.dialogs = new DialogState(desktop);
    this.jobs = new JobList(workbench, this.notifications);
    this.models = new Models(workbench, this.notifications);
    this.preferences = new PreferencesState(workbench, this.models, desktop);
    this.effects = new EffectMaps(workbench, show);
    this.opened = new OpenedVariantState({
      contigs: () => this.#project?.genome?.contigs ?? [],
      loci: () => this.view.loci.map(({ region }) => region),
      showLoci: (loci, active) => this.view.showLoci(loci, active),
      sortReads: (place) => this.view.browser?.sortReadsAt(place),
    });
    this.bases = new BaseMaps(workbench, show);
    this.variants = new VariantTableState({
      ...{ workbench, notifications: this.notifications, opened: this.opened },
      show,
    });
    this.pictures = new VariantPictureState({
      ...{ workbench, notifications: this.notifications, table: this.variants },
      project: () => this.#project,
      layout: () => this.layout.now.variantPicture,
      setLayout: (change) => this.layout.setVariantPicture(change),
      trackWords: (set) => effectTrackWords(set, this.models.list),
    });
    const project = () => this.#project;
    const setProject = (changed: Project) => this.#update(changed);
    const { notifications, history } = this;
    this.changes = new ProjectChanges({ notifications, project, setProject });
    const changing = { workbench, history, changes: this.changes, project };
    this.files = new ProjectFiles({
      ...{ ...changing, notifications, dialogs: this.dialogs, setProject },
    });
    this.actions = new ProjectActions({
      ...{ ...changing, notifications, jobs: this.jobs, models: this.models },
    });
    this.marks = new Marks(changing);
    this.view = new ViewState({ workbench, notifications, project, marks: this.marks });
    this.layout = new LayoutState(changing);
    this.comparedRuns = new ComparedRuns(this.layout, project);
    this.area = new TrackArea({
      ...{ jobs: this.jobs, models: this.models, effects: this.effects, bases: this.bases },
      ...{ variants: this.variants, opened: this.opened, layout: this.layout, view: this.view },
      project: () => this.#project,
    });
    this.driven = new DrivenWindow(workbench, this);
    workbench.onEvent((event) => {
      if (event.kind === 'project') this.#update(event.project);
      else if (event.kind === 'settings') this.preferences.follow(event.settings);
      else this.jobs.onEvent(event);
      // What was fitted or imported is a model now.
      const isModel = event.kind === 'job' && (event.job.probe || event.job.kind === 'import');
      if (isModel && event.job.state === 'done') void this.models.refresh();
    });
    desktop.onCommand?.((command) => {
      if (command.kind === 'open') void openPaths(this, command.paths);
      else if (command.kind !== 'panel') act(this, command.kind);
      else if (this.#project) this.panel.open(command.panel);
    });
    void this.notifications.attempt('The start page could not be loaded', async () => {
      await Promise.all([
        ...[this.#listRecent(), this.models.load(), this.jobs.load()],
        this.preferences.load(),
      ]);
      await this.models.loadProviders();
    });
  }

  get project(): Project | undefined {
    return this.#project;
  }

  get recent(): readonly RecentProject[] {
    return this.#recent;
  }

  /** What is being opened, in words; empty otherwise. */
  get opening(): string {
    return this.#opening;
  }

  /** The project's model, or the first that fits. */
  get model(): ModelCard | undefined {
    return this.models.of(this.#project);
  }

  // Projects

  async newProject(path: string): Promise<void> {
    await this.#open(`genome ${baseName(path)}`, () => this.workbench.newProject({ path }));
  }

  async openProject(path: string): Promise<void> {
    await this.#open(`project ${baseName(path)}`, () => this.workbench.openProject({ path }));
  }

  async openGuide(name: GuideName): Promise<void> {
    const what = { tutorial: 'tutorial', yeast: 'yeast genome' }[name];
    await this.#open(what, () => this.workbench.openGuide({ guide: name }));
  }

  async chooseGenome(): Promise<void> {
    const title = 'Open a genome (FASTA or 2bit) or a project';
    const [path] = await this.dialogs.askFiles({ title, kind: 'genome' });
    if (path) await (isProjectFile(path) ? this.openProject(path) : this.newProject(path));
  }

  async closeProject(): Promise<void> {
    await this.view.save();
    this.#setProject(undefined);
    this.#desktop.showProject?.(undefined);
    this.view.clear();
    this.panel.close();
    this.tutorial.show(false);
  }

  /** What was dropped anywhere on the window. */
  drop(dropped: readonly Dropped[]): Promise<void> {
    return openDropped(this, dropped, this.#desktop);
  }

  async importModel(): Promise<void> {
    const title = 'Choose a model folder';
    const [path] = await this.dialogs.askFiles({ title, folder: true });
    if (path) await this.models.import(path);
  }

  async #open(what: string, open: () => Promise<Project>): Promise<void> {
    await this.view.save();
    this.#opening = `Opening ${what}`;
    const project = await this.notifications.attempt(`The ${what} could not be opened`, open);
    this.#opening = '';
    // Also where it is the one from before: the window is waiting for another no more.
    const { name, path } = project ?? this.#project ?? {};
    this.#desktop.showProject?.(name && path ? { name, path } : undefined);
    if (!project) return;
    this.view.clear();
    this.#setProject(project);
    this.tutorial.show(project.guide !== undefined);
    this.tutorial.goTo(0);
    if (project.missing.length > 0) this.panel.open('data');
    else this.panel.close();
    await this.notifications.attempt('Recent projects could not be listed', () =>
      this.#listRecent(),
    );
  }

  /** The project as it is now, if it is still the open one. */
  #update(project: Project): void {
    if (project.id === this.#project?.id) this.#setProject(project);
  }

  #setProject(project: Project | undefined): void {
    this.#project = project;
    this.effects.setProject(project);
    this.bases.setProject(project);
    this.variants.setProject(project);
  }

  async #listRecent(): Promise<void> {
    this.#recent = await this.workbench.recentProjects();
  }

  /** Closes the cards of what was selected; false where there were none. */
  closeCards(): boolean {
    const chosen = this.effects.chosen ?? this.bases.chosen;
    const open = this.view.feature !== undefined || chosen !== undefined;
    this.view.showFeature(undefined);
    this.effects.choose(undefined);
    this.bases.choose(undefined);
    return open;
  }

  // Runs

  async deleteRun(run: string): Promise<void> {
    if (this.comparedRuns.ids.includes(run)) await this.comparedRuns.choose([]);
    await this.changes.make('The run could not be deleted', (project) =>
      this.workbench.deleteRun({ project, run }),
    );
  }
}
