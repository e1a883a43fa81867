import {
  type BaseChoice,
  type PredictionSpec,
  type Row,
  alleleSpecs,
  areaRows,
  drawnRows,
  effectTrackWords,
  trackInfo,
} from '../../src-main/drawing/index.ts';
import {
  defined,
  formatRegion,
  isGenomeFile,
  isProjectFile,
  teachingModels,
  type Desktop,
  type EffectLink,
  type FigureVariant,
  type GuideName,
  type ModelCard,
  type Project,
  type RecentProject,
} from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import type { RulerPass } from '../browser/index.ts';
import { splitLoci } from '../locus/index.ts';
import { baseName, looksLikeFolder } from '../format/index.ts';
import { act } from './act.ts';
import { type Address } from './address.ts';
import { BaseMaps } from './base-maps.svelte.ts';
import type { WantedBaseMap } from './base-map-form.svelte.ts';
import { shownVariant } from './allele-spec.ts';
import { ChangeHistory } from './change-history.svelte.ts';
import { DialogState } from './dialog-state.svelte.ts';
import type { FigureView } from './figure-form.svelte.ts';
import { EffectMaps } from './effect-maps.svelte.ts';
import { HelpState } from './help-state.svelte.ts';
import { JobList } from './job-list.svelte.ts';
import { LayoutState } from './layout-state.svelte.ts';
import { Models } from './models.svelte.ts';
import { OpenedVariantState } from './opened-variant.svelte.ts';
import { Notifications } from './notifications.svelte.ts';
import { PreferencesState } from './preferences.svelte.ts';
import { ProjectActions } from './project-actions.ts';
import { VariantPictureState } from './variant-picture-state.svelte.ts';
import { VariantTableState } from './variant-table-state.svelte.ts';
import { ViewState } from './view-state.svelte.ts';

const panelNames = [
  ...(['data', 'predict', 'effects', 'variants', 'runs', 'models', 'probe'] as const),
];
export type PanelName = (typeof panelNames)[number];

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
  readonly actions: ProjectActions;
  readonly view: ViewState;
  readonly layout: LayoutState;

  readonly #desktop: Partial<Desktop>;
  #project = $state.raw<Project>();
  #recent = $state.raw<readonly RecentProject[]>([]);
  #opening = $state('');
  #panel = $state<PanelName>();
  #tutorialOpen = $state(false);
  /** From 0. */
  #tutorialStep = $state(0);
  #wantedRegion = $state<string>();
  #wantedBases = $state.raw<WantedBaseMap>();
  #compared = $state.raw<readonly string[]>([]);
  /** An opened variant, as its rows and a figure know it. */
  #variant = $derived.by((): FigureVariant | undefined => {
    const { set } = this.variants;
    const opened = this.opened.now;
    return opened && set && shownVariant(opened, set);
  });
  /** The rows of an opened variant. */
  #alleles = $derived.by((): readonly PredictionSpec[] => {
    const { set } = this.variants;
    if (!this.#variant || !set) return [];
    const info = trackInfo(set.model, this.#variant.track, this.models.list);
    return alleleSpecs(this.#variant, info);
  });
  #comparedAs = $state<'line' | 'difference'>('line');
  /** All rows of the track area, hidden ones included. */
  #rows = $derived.by((): Row[] => {
    if (!this.#project) return [];
    return areaRows({
      project: { ...this.#project, layout: this.layout.now },
      ...{ models: this.models.list, jobs: this.jobs.list },
      ...{ compared: this.#compared, comparedAs: this.#comparedAs, effects: this.effects.drawn },
      ...{ baseMaps: this.bases.drawn, alleles: this.#alleles },
    });
  });
  #drawn = $derived.by((): Row[] | undefined => {
    return this.#project && drawnRows(this.#rows, this.layout.now);
  });

  /** What is shown of the project, as a figure names it; undefined while nothing is. */
  get figureView(): FigureView | undefined {
    const { visible } = this.view;
    if (!this.#project || !visible) return undefined;
    const isCompared = this.#compared.length === 2;
    return {
      ...{ project: this.#project.id, region: formatRegion(visible) },
      ...(isCompared ? { compared: this.#compared, comparedAs: this.#comparedAs } : {}),
      thresholds: Object.fromEntries(
        this.effects.drawn.map(({ map, threshold }) => [map, threshold]),
      ),
      ...{ knownLinks: this.effects.revealed, variant: this.#variant },
    };
  }

  constructor(workbench: WorkbenchClient, desktop: Partial<Desktop>) {
    this.workbench = workbench;
    this.#desktop = desktop;
    this.dialogs = new DialogState(desktop);
    this.jobs = new JobList(workbench, this.notifications);
    this.models = new Models(workbench, this.notifications);
    this.preferences = new PreferencesState(workbench, this.models, desktop);
    this.effects = new EffectMaps(workbench);
    this.opened = new OpenedVariantState({
      contigs: () => this.#project?.genome?.contigs ?? [],
      loci: () => this.view.loci.map(({ region }) => region),
      showLoci: (loci, active) => this.view.showLoci(loci, active),
      sortReads: (place) => this.view.browser?.sortReadsAt(place),
    });
    this.bases = new BaseMaps(workbench);
    this.variants = new VariantTableState({
      ...{ workbench, notifications: this.notifications, opened: this.opened },
      show: (region) => this.view.show(region),
    });
    this.pictures = new VariantPictureState({
      ...{ workbench, notifications: this.notifications, table: this.variants },
      project: () => this.#project,
      trackWords: (set) => effectTrackWords(set, this.models.list),
    });
    this.actions = new ProjectActions({
      ...{ workbench, notifications: this.notifications, dialogs: this.dialogs },
      ...{ jobs: this.jobs, models: this.models, history: this.history },
      project: () => this.#project,
      setProject: (project) => this.#update(project),
    });
    this.view = new ViewState({
      ...{ workbench, notifications: this.notifications, actions: this.actions },
      history: this.history,
      project: () => this.#project,
    });
    this.layout = new LayoutState({
      ...{ workbench, actions: this.actions, history: this.history },
      project: () => this.#project,
    });
    workbench.onEvent((event) => {
      if (event.kind === 'project') this.#update(event.project);
      else if (event.kind === 'settings') this.preferences.follow(event.settings);
      else this.jobs.onEvent(event);
      // What was fitted or imported is a model now.
      const isModel = event.kind === 'job' && (event.job.probe || event.job.kind === 'import');
      if (isModel && event.job.state === 'done') void this.models.refresh();
    });
    desktop.onCommand?.((command) => {
      if (command.kind === 'open') void this.openPaths(command.paths);
      else if (command.kind !== 'panel') act(this, command.kind);
      else if (this.#project) this.openPanel(command.panel);
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

  get panel(): PanelName | undefined {
    return this.#panel;
  }

  get tutorialOpen(): boolean {
    return this.#tutorialOpen;
  }

  /** The region the panel that was opened starts from, where something asked for it. */
  get wantedRegion(): string | undefined {
    return this.#wantedRegion;
  }

  /** The map of bases that the effects panel starts from, where something asked for one. */
  get wantedBases(): WantedBaseMap | undefined {
    return this.#wantedBases;
  }

  /** Ids of two runs that are laid over each other, or of one while the other is chosen. */
  get compared(): readonly string[] {
    return this.#compared;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get drawn(): readonly Row[] | undefined {
    return this.#drawn;
  }

  /** Passes of the open project that run, where they stand. */
  get passes(): readonly RulerPass[] {
    const { id } = this.#project ?? {};
    return this.jobs.list.flatMap(({ project, state, region, live, progress }) => {
      const read = live?.interval ?? region;
      const isPass = progress && ['layers', 'heads', 'tiles'].includes(progress.stage);
      return project === id && state === 'running' && read && isPass
        ? [{ region: read, progress }]
        : [];
    });
  }

  /** How two compared runs are shown. */
  get comparedAs(): 'line' | 'difference' {
    return this.#comparedAs;
  }

  /** The project's model, or the first that fits. */
  get model(): ModelCard | undefined {
    const models = this.models.list;
    const chosen = models.find(({ id }) => id === this.#project?.model);
    if (chosen ?? this.#project?.guide === 'tutorial') return chosen ?? models[0];
    // Of another genome those that know the tutorial's alone say nothing; what a lab brought comes first.
    const real = models.filter(({ id }) => !teachingModels.includes(id.split('+')[0] ?? ''));
    return real.find(({ origin }) => origin !== 'shipped') ?? real[0] ?? models[0];
  }

  /** From 0. */
  get tutorialStep(): number {
    return this.#tutorialStep;
  }

  setTutorialStep(step: number): void {
    this.#tutorialStep = step;
  }

  // Address

  /** Where one is. */
  get address(): Address {
    const { rested } = this.view;
    return {
      ...{ project: this.#project?.path, panel: this.#panel },
      locus: rested || undefined,
      linked: this.view.isLinked && splitLoci(rested).length > 1,
      step: this.#tutorialOpen ? this.#tutorialStep + 1 : undefined,
    };
  }

  /** Goes where an address says; what it does not say stays. */
  async goToAddress({ project, locus, linked, panel, step }: Address): Promise<void> {
    if (project === undefined) return this.#project && this.closeProject();
    if (project !== this.#project?.path) {
      this.view.openAt(locus);
      await this.openProject(project);
      if (project !== this.#project?.path) {
        this.view.openAt(undefined);
        return;
      }
    } else if (locus !== undefined) {
      await this.view.goTo(locus);
    }
    this.view.link(linked === true);
    this.#panel = panelNames.find((name) => name === panel) ?? this.#panel;
    this.#tutorialOpen = step !== undefined && this.#project.guide !== undefined;
    if (step !== undefined) this.#tutorialStep = step - 1;
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
    this.#panel = undefined;
    this.#tutorialOpen = false;
  }

  /** Genome, project, model folder or files over the genome: each where it belongs. */
  async openPaths(paths: readonly string[]): Promise<void> {
    const first = paths.find((path) => isProjectFile(path) || isGenomeFile(path));
    if (first) await (isProjectFile(first) ? this.openProject(first) : this.newProject(first));
    const rest = paths.filter((path) => !isProjectFile(path) && !isGenomeFile(path));
    for (const folder of rest.filter(looksLikeFolder)) await this.models.import(folder);
    const tracks = rest.filter((path) => !looksLikeFolder(path));
    if (tracks.length === 0) return;
    if (this.#project) return this.actions.addFiles(tracks);
    this.notifications.notify({
      kind: 'info',
      title: 'No genome is open',
      message: 'These files belong to a reference genome.',
      advice: 'Open the genome first, then drop the files again.',
    });
  }

  /** Files that were dropped anywhere on the window. */
  async drop(files: readonly File[]): Promise<void> {
    const desktop = this.#desktop;
    if (desktop.pathOf) {
      const paths = files.map((file) => desktop.pathOf?.(file) ?? '');
      return this.openPaths(paths.filter((path) => path !== ''));
    }
    this.notifications.notify({
      kind: 'info',
      title: 'A browser does not reveal the path of a dropped file',
      message: 'Megabase reads files in place and needs their paths.',
      advice: 'Use "Open a genome" or "Add files" instead.',
    });
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
    this.#compared = [];
    this.#tutorialOpen = project.guide !== undefined;
    this.#tutorialStep = 0;
    this.#panel = project.missing.length > 0 ? 'data' : undefined;
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

  // Panels

  openPanel(name: PanelName): void {
    this.#panel = name;
  }

  closePanel(): void {
    this.#panel = undefined;
  }

  setTutorial(open: boolean): void {
    this.#tutorialOpen = open;
  }

  // Runs

  /** Opens the predict panel for a region, or for what is visible. */
  planPrediction(region?: string): void {
    this.#wantedRegion = region;
    this.#panel = 'predict';
  }

  compare(runs: readonly string[]): void {
    this.#compared = runs.slice(-2);
  }

  compareAs(how: 'line' | 'difference'): void {
    this.#comparedAs = how;
  }

  async deleteRun(run: string): Promise<void> {
    this.#compared = this.#compared.filter((one) => one !== run);
    await this.actions.change('The run could not be deleted', (project) =>
      this.workbench.deleteRun({ project, run }),
    );
  }

  // Effects

  /** Opens the effects panel for a region, or for what is visible. */
  planEffects(region?: string): void {
    this.#wantedRegion = region;
    this.#wantedBases = undefined;
    this.#panel = 'effects';
  }

  /** Opens the effects panel for a map of bases. */
  planBases(wanted: WantedBaseMap): void {
    this.#wantedRegion = wanted.region;
    this.#wantedBases = wanted;
    this.#panel = 'effects';
  }

  /** Selects a base of a map, or two, and shows them near enough to read the letters. */
  async goToBase(map: string, choice: BaseChoice): Promise<void> {
    const made = this.#project?.baseMaps.find(({ id }) => id === map);
    if (!made) return;
    this.bases.choose({ map, choice });
    const { contig, start } = made.region;
    const [from, to] =
      choice.kind === 'base' ? [choice.base, choice.base] : [choice.from, choice.to];
    const [first, last] = [start + Math.min(from, to), start + Math.max(from, to) + 1];
    const margin = 20 + Math.ceil((last - first) / 4);
    await this.view.show({ contig, start: Math.max(0, first - margin), end: last + margin });
  }

  /** Pins a link and shows it from end to end. */
  async goToLink(map: string, { element, target }: EffectLink): Promise<void> {
    const numbers = this.effects.get(map)?.numbers;
    if (!numbers) return;
    this.effects.choose({ map, choice: { kind: 'link', element, target } });
    const [from, to] = [defined(numbers.elements[element]), defined(numbers.targets[target])];
    const [start, end] = [Math.min(from.start, to.start), Math.max(from.end, to.end)];
    const margin = Math.ceil((end - start) / 8) + 200;
    const { contig } = from;
    await this.view.show({ contig, start: Math.max(0, start - margin), end: end + margin });
  }
}
