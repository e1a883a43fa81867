import {
  formatRegion,
  type Desktop,
  type EffectLink,
  type FoundPlace,
  type Mark,
  type ModelCard,
  type Project,
  type RecentProject,
  type Region,
} from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import type { FeatureCard } from '../browser/feature-text.ts';
import type { GenomeView } from '../browser/igv-browser.ts';
import type { PredictionSpec } from '../browser/prediction-bins.ts';
import type { DrawnTracks } from '../browser/wanted-tracks.ts';
import { alleleSpec } from '../variants/allele-spec.ts';
import { baseName, isGenomeFile, isProjectFile, looksLikeFolder } from '../words/file-names.ts';
import { normalLocus, readRegion } from '../words/locus-text.ts';
import { DialogDesk } from './dialog-desk.svelte.ts';
import { drawnTracks, trackInfo } from './drawn-tracks.ts';
import { EffectShelf } from './effect-shelf.svelte.ts';
import { JobList } from './job-list.svelte.ts';
import { ModelShelf } from './model-shelf.svelte.ts';
import { NoticeBoard } from './notice-board.svelte.ts';
import { ProjectWork } from './project-work.ts';
import { VariantDesk } from './variant-desk.svelte.ts';

export type PanelName = 'data' | 'predict' | 'effects' | 'variants' | 'runs' | 'models' | 'probe';

/** How long the view must rest before the project remembers it, ms. */
const restBeforeSaving = 800;

/**
 * All that the window shows and can do: the open project, what its browser shows, and the parts
 * with a life of their own. Components read getters and call methods.
 */
export class Workspace {
  readonly workbench: WorkbenchClient;
  readonly notices = new NoticeBoard();
  readonly dialogs: DialogDesk;
  readonly jobs: JobList;
  readonly models: ModelShelf;
  readonly effects: EffectShelf;
  readonly variants: VariantDesk;
  readonly work: ProjectWork;
  /** The one genome browser, once it stands. */
  view: GenomeView | undefined;

  readonly #desktop: Partial<Desktop>;
  #project = $state.raw<Project>();
  #recent = $state.raw<readonly RecentProject[]>([]);
  #opening = $state('');
  #panel = $state<PanelName>();
  #tutorialOpen = $state(false);
  #wantedRegion = $state<string>();
  #visible = $state.raw<Region>();
  #feature = $state.raw<FeatureCard>();
  #compared = $state.raw<readonly string[]>([]);
  /** The track of an opened variant. */
  #alleles = $derived.by((): PredictionSpec | undefined => {
    const { opened, set } = this.variants;
    if (!opened || !set) return undefined;
    return alleleSpec(opened, set, trackInfo(set.model, opened.track, this.models.list));
  });
  #drawn = $derived.by(
    () =>
      this.#project && {
        ...withAlleles(
          drawnTracks(this.#project, this.models.list, this.#compared, this.jobs.list),
          this.#alleles,
        ),
        effects: this.effects.drawn,
      },
  );
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(workbench: WorkbenchClient, desktop: Partial<Desktop>) {
    this.workbench = workbench;
    this.#desktop = desktop;
    this.dialogs = new DialogDesk(desktop);
    this.jobs = new JobList(workbench, this.notices);
    this.models = new ModelShelf(workbench, this.notices);
    this.effects = new EffectShelf(workbench);
    this.variants = new VariantDesk({
      ...{ workbench, notices: this.notices },
      show: (region) => this.show(region),
    });
    this.work = new ProjectWork({
      ...{ workbench, notices: this.notices, jobs: this.jobs, models: this.models },
      project: () => this.#project,
      take: (project) => this.#take(project),
    });
    workbench.onEvent((event) => {
      if (event.kind === 'project') this.#take(event.project);
      else this.jobs.hear(event);
      // What was fitted is a model now.
      if (event.kind === 'job' && event.job.probe) void this.models.refresh();
    });
    desktop.onCommand?.((command) => {
      if (command.kind === 'open') void this.openPaths(command.paths);
      else if (this.#project) this.dialogs.show({ kind: 'export' });
    });
    void this.notices.attempt('The start page could not be filled', async () => {
      await Promise.all([this.#listRecent(), this.models.load(), this.jobs.load()]);
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

  /** What the browser shows now. */
  get visible(): Region | undefined {
    return this.#visible;
  }

  /** What was clicked last. */
  get feature(): FeatureCard | undefined {
    return this.#feature;
  }

  /** Regions marked by hand. */
  get marks(): readonly Mark[] {
    return this.#project?.marks ?? [];
  }

  /** Ids of two runs that are laid over each other, or of one while the other is chosen. */
  get compared(): readonly string[] {
    return this.#compared;
  }

  get drawn() {
    return this.#drawn;
  }

  /** The project's model, or the first there is. */
  get model(): ModelCard | undefined {
    const models = this.models.list;
    return models.find(({ id }) => id === this.#project?.model) ?? models[0];
  }

  // Projects

  async newProject(path: string): Promise<void> {
    await this.#open(`genome ${baseName(path)}`, () => this.workbench.newProject({ path }));
  }

  async openProject(path: string): Promise<void> {
    await this.#open(`project ${baseName(path)}`, () => this.workbench.openProject({ path }));
  }

  async openTutorial(): Promise<void> {
    await this.#open('tutorial', () => this.workbench.openTutorial());
  }

  async chooseGenome(): Promise<void> {
    const title = 'Open a genome (FASTA or 2bit) or a project';
    const [path] = await this.dialogs.askFiles({ title });
    if (path) await (isProjectFile(path) ? this.openProject(path) : this.newProject(path));
  }

  async closeProject(): Promise<void> {
    await this.#savePlace();
    this.#setProject(undefined);
    this.#visible = undefined;
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
    if (this.#project) return this.addFiles(tracks);
    this.notices.say({
      kind: 'said',
      title: 'No genome is open',
      message: 'These files lie over a genome.',
      advice: 'Open the genome first, then drop them again.',
    });
  }

  /** Files that were dropped anywhere on the window. */
  async drop(files: readonly File[]): Promise<void> {
    const desktop = this.#desktop;
    if (desktop.pathOf) {
      const paths = files.map((file) => desktop.pathOf!(file));
      return this.openPaths(paths.filter((path) => path !== ''));
    }
    this.notices.say({
      kind: 'said',
      title: 'A browser does not tell where a dropped file lies',
      message: 'Megabase reads files in place, so it must know where they are.',
      advice: 'Choose them with "Open a genome" or "Add files" instead.',
    });
  }

  async addFiles(paths?: readonly string[]): Promise<void> {
    const project = this.#project?.id;
    if (project === undefined) return;
    const chosen = paths ?? (await this.dialogs.askFiles({ title: 'Add files', multiple: true }));
    if (chosen.length === 0) return;
    await this.notices.attempt('The files could not be added', async () => {
      const added = await this.workbench.addFiles({ project, paths: chosen });
      this.#take(added.project);
      const message = added.said.join('\n');
      if (message) this.notices.say({ kind: 'said', title: 'Files', message, advice: '' });
    });
  }

  async removeTrack(track: string): Promise<void> {
    await this.work.change('The file could not be taken out', (project) =>
      this.workbench.removeTrack({ project, track }),
    );
  }

  async relocate(file: string, lost: string): Promise<void> {
    const name = baseName(lost);
    const [path] = await this.dialogs.askFiles({ title: `Where is ${name} now?` });
    if (!path) return;
    await this.work.change(`${name} could not be taken from there`, (project) =>
      this.workbench.relocate({ project, file, path }),
    );
  }

  async chooseModel(model: string): Promise<void> {
    await this.work.change('The model could not be chosen', (project) =>
      this.workbench.updateProject({ project, model }),
    );
  }

  async importModel(): Promise<void> {
    const title = "Choose a model's folder";
    const [path] = await this.dialogs.askFiles({ title, folder: true });
    if (path) await this.models.import(path);
  }

  async #open(what: string, open: () => Promise<Project>): Promise<void> {
    await this.#savePlace();
    this.#opening = `Opening ${what}`;
    const project = await this.notices.attempt(`The ${what} could not be opened`, open);
    this.#opening = '';
    if (!project) return;
    this.#visible = undefined;
    this.#setProject(project);
    this.#compared = [];
    this.#feature = undefined;
    this.#tutorialOpen = project.isTutorial;
    this.#panel = project.missing.length > 0 ? 'data' : undefined;
    await this.notices.attempt('Recent projects could not be listed', () => this.#listRecent());
  }

  /** The project as it is now, if it is still the open one. */
  #take(project: Project): void {
    if (project.id === this.#project?.id) this.#setProject(project);
  }

  #setProject(project: Project | undefined): void {
    this.#project = project;
    this.effects.take(project);
    this.variants.take(project);
  }

  async #listRecent(): Promise<void> {
    this.#recent = await this.workbench.recentProjects();
  }

  // The view

  /** Called by the browser whenever it moves. */
  moved(visible: Region): void {
    this.#visible = visible;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#savePlace(), restBeforeSaving);
  }

  async #savePlace(): Promise<void> {
    if (this.#saving === undefined) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const [project, visible] = [this.#project?.id, this.#visible];
    if (project === undefined || visible === undefined) return;
    await this.notices.attempt('The place could not be remembered', () =>
      this.workbench.updateProject({ project, locus: formatRegion(visible) }),
    );
  }

  async show(region: Region): Promise<void> {
    await this.notices.attempt('The region could not be shown', async () =>
      this.view?.show(region),
    );
  }

  /** Places that a text could mean; a fault is the caller's to show beside its box. */
  async find(text: string): Promise<FoundPlace[]> {
    const project = this.#project;
    if (!project) return [];
    const plain = readRegion(text, project.genome?.contigs ?? []);
    if (plain) return [{ label: formatRegion(plain), region: plain }];
    return this.workbench.findPlace({ project: project.id, text: normalLocus(text) });
  }

  showFeature(card: FeatureCard | undefined): void {
    this.#feature = card;
  }

  /** Takes what was clicked off the view; tells whether there was anything. */
  closeCards(): boolean {
    const open = this.#feature !== undefined || this.effects.chosen !== undefined;
    this.#feature = undefined;
    this.effects.choose(undefined);
    return open;
  }

  /** Those that are not marked already. */
  async addMarks(marks: readonly Mark[]): Promise<void> {
    const known = this.marks.map(formatRegion);
    const others = marks.filter((mark) => !known.includes(formatRegion(mark)));
    if (others.length > 0) await this.setMarks([...this.marks, ...others]);
  }

  async setMarks(marks: readonly Mark[]): Promise<void> {
    await this.work.change('The marks could not be kept', (project) =>
      this.workbench.updateProject({ project, marks }),
    );
  }

  // Panels

  togglePanel(name: PanelName): void {
    this.#panel = this.#panel === name ? undefined : name;
  }

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

  async deleteRun(run: string): Promise<void> {
    this.#compared = this.#compared.filter((one) => one !== run);
    await this.work.change('The run could not be deleted', (project) =>
      this.workbench.deleteRun({ project, run }),
    );
  }

  // Effects

  /** Opens the effects panel for a region, or for what is visible. */
  planEffects(region?: string): void {
    this.#wantedRegion = region;
    this.#panel = 'effects';
  }

  /** Pins a link and shows it from end to end. */
  async goToLink(map: string, { element, target }: EffectLink): Promise<void> {
    const numbers = this.effects.get(map)?.numbers;
    if (!numbers) return;
    this.effects.choose({ map, choice: { kind: 'link', element, target } });
    const [from, to] = [numbers.elements[element]!, numbers.targets[target]!];
    const [start, end] = [Math.min(from.start, to.start), Math.max(from.end, to.end)];
    const margin = Math.ceil((end - start) / 8) + 200;
    const { contig } = from;
    await this.show({ contig, start: Math.max(0, start - margin), end: end + margin });
  }
}

function withAlleles<T extends Pick<DrawnTracks, 'predictions'>>(
  drawn: T,
  alleles: PredictionSpec | undefined,
): T {
  return alleles ? { ...drawn, predictions: [...drawn.predictions, alleles] } : drawn;
}
