import {
  boundsOf,
  formatRegion,
  type FoundPlace,
  type Mark,
  type Project,
  type Region,
} from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import type { FeatureDetails, GenomeView, RowPlace } from '../browser/index.ts';
import { normalLocus, readRegion } from '../locus/index.ts';
import type { Notifications } from './notifications.svelte.ts';
import type { ProjectActions } from './project-actions.ts';
import { ViewHistory } from './view-history.ts';

/** How long the view must rest before the project remembers it, ms. */
const restBeforeSaving = 800;

/** What the view needs of the window round it. */
export interface ViewContext {
  readonly workbench: WorkbenchClient;
  readonly notifications: Notifications;
  readonly actions: ProjectActions;
  /** The open one. */
  readonly project: () => Project | undefined;
}

/** The part of a view in which the genome has bases: of a contig that was cut, igv shows others too. */
function within(seen: Region, project: Project | undefined): Region {
  const contig = project?.genome?.contigs.find(({ name }) => name === seen.contig);
  if (contig === undefined) return seen;
  const bounds = boundsOf(contig);
  const [start, end] = [Math.max(seen.start, bounds.start), Math.min(seen.end, bounds.end)];
  return start < end ? { contig: seen.contig, start, end } : seen;
}

/** What of the open genome is visible, marked and clicked. */
export class ViewState {
  readonly #context: ViewContext;
  /** The one genome browser, once it stands. */
  browser: GenomeView | undefined;
  #visible = $state.raw<Region>();
  #feature = $state.raw<FeatureDetails>();
  #guide = $state(false);
  #places = $state.raw<readonly RowPlace[]>([]);
  #rested = $state.raw<Region>();
  #wanted: string | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  readonly #views = new ViewHistory();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  /** What the browser shows now. */
  get visible(): Region | undefined {
    return this.#visible;
  }

  /** Where the rows lie, from top to bottom. */
  get places(): readonly RowPlace[] {
    return this.#places;
  }

  placed(places: readonly RowPlace[]): void {
    this.#places = places;
  }

  /** Whether a line follows the pointer and another stands in the middle. */
  get guide(): boolean {
    return this.#guide;
  }

  toggleGuide(): void {
    this.#guide = !this.#guide;
  }

  /** What was clicked last. */
  get feature(): FeatureDetails | undefined {
    return this.#feature;
  }

  /** Regions marked by hand. */
  get marks(): readonly Mark[] {
    return this.#context.project()?.marks ?? [];
  }

  /** Where the browser came to rest. */
  get rested(): Region | undefined {
    return this.#rested;
  }

  /** Called by the browser whenever it moves. */
  moved(seen: Region): void {
    this.#visible = within(seen, this.#context.project());
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => {
      this.#rested = this.#visible;
      this.#views.rested(this.#visible);
      void this.save();
    }, restBeforeSaving);
  }

  /** To the view before, or after, among those where the browser rested. */
  async walk(by: -1 | 1): Promise<void> {
    this.#views.rested(this.#visible);
    const region = this.#views.walk(by);
    if (region) await this.#goTo(region);
  }

  /** Where the project that is opened next is to be seen, if not where it was left. */
  openAt(locus: string | undefined): void {
    this.#wanted = locus;
  }

  /** Where the project that is opened now is to be seen; once. */
  takeWanted(): string | undefined {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    return wanted;
  }

  /** Goes where a text says. */
  async goTo(locus: string): Promise<void> {
    await this.#context.notifications.attempt(`${locus} could not be shown`, async () => {
      const [place] = await this.find(locus);
      if (place) await this.show(place.region);
    });
  }

  /** Has the project remember the visible region, if it moved since. */
  async save(): Promise<void> {
    if (this.#saving === undefined) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const { workbench, notifications } = this.#context;
    const [project, visible] = [this.#context.project()?.id, this.#visible];
    if (project === undefined || visible === undefined) return;
    await notifications.attempt('The visible region could not be saved', () =>
      workbench.updateProject({ project, locus: formatRegion(visible) }),
    );
  }

  /** Forgets what another project showed. */
  clear(): void {
    this.#visible = undefined;
    this.#rested = undefined;
    this.#feature = undefined;
    this.#views.clear();
  }

  async show(region: Region): Promise<void> {
    // Where one was is a view to come back to, however short one was there.
    this.#views.rested(this.#visible);
    await this.#goTo(region);
  }

  async #goTo(region: Region): Promise<void> {
    this.#rested = region;
    await this.#context.notifications.attempt('The region could not be shown', async () =>
      this.browser?.show(region),
    );
  }

  /** Places that a text could mean; a fault is the caller's to show beside its box. */
  async find(text: string): Promise<FoundPlace[]> {
    const project = this.#context.project();
    if (!project) return [];
    const seen = this.#visible?.contig;
    const plain = readRegion(text, project.genome?.contigs ?? [], seen);
    if (plain) return [{ label: formatRegion(plain), region: plain }];
    const words = text.trim().toLowerCase();
    const mark = project.marks.find(({ name }) => name?.toLowerCase() === words);
    if (mark) return [{ label: mark.name ?? '', region: mark }];
    const { workbench } = this.#context;
    return workbench.findPlace({ project: project.id, text: normalLocus(text, seen) });
  }

  showFeature(details: FeatureDetails | undefined): void {
    this.#feature = details;
  }

  /** Those that are not marked already. */
  async addMarks(marks: readonly Mark[]): Promise<void> {
    const known = this.marks.map(formatRegion);
    const others = marks.filter((mark) => !known.includes(formatRegion(mark)));
    if (others.length > 0) await this.setMarks([...this.marks, ...others]);
  }

  async setMarks(marks: readonly Mark[]): Promise<void> {
    const { actions, workbench } = this.#context;
    await actions.change('The marks could not be saved', (project) =>
      workbench.updateProject({ project, marks }),
    );
  }
}
