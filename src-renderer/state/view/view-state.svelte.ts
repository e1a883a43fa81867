import {
  boundsOf,
  formatRegion,
  type FoundPlace,
  type Project,
  type Region,
} from '../../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';
import type { FeatureDetails, GenomeView, LocusPlace, RowPlace } from '../../browser/index.ts';
import { formatLoci, normalLocus, plainRegion, splitLoci } from '../../locus/index.ts';
import type { Marks } from '../project/index.ts';
import type { Notifications } from '../notifications.svelte.ts';
import { ViewHistory } from './view-history.ts';

/** How long the view must rest before the project remembers it, ms. */
const restBeforeSaving = 800;

/** Most loci side by side: beyond, none of them shows anything. */
const mostLoci = 6;

/** What the view needs of the window round it. */
export interface ViewContext {
  readonly workbench: WorkbenchClient;
  readonly notifications: Notifications;
  readonly marks: Marks;
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

/** What of the open genome is visible and clicked. */
export class ViewState {
  readonly #context: ViewContext;
  /** The one genome browser, once it stands. */
  browser: GenomeView | undefined;
  #visible = $state.raw<Region>();
  #loci = $state.raw<readonly LocusPlace[]>([]);
  #isLinked = $state(false);
  #feature = $state.raw<FeatureDetails>();
  #guide = $state(false);
  #menuOf = $state<string>();
  #places = $state.raw<readonly RowPlace[]>([]);
  #rested = $state.raw<readonly Region[]>([]);
  #wanted: string | undefined;
  /** Where one wanted to go in the open project before the browser stood. */
  #early: string | undefined;
  /** Where the open project was to be seen first. */
  #openedAt = $state<string>();
  #saving: ReturnType<typeof setTimeout> | undefined;
  readonly #views = new ViewHistory();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  /** What the browser shows now; of several loci the active one. */
  get visible(): Region | undefined {
    return this.#visible;
  }

  /** All that the browser shows side by side; one locus mostly. */
  get loci(): readonly LocusPlace[] {
    return this.#loci;
  }

  /** Whether loci that are seen side by side move and zoom together. */
  get isLinked(): boolean {
    return this.#isLinked;
  }

  link(linked: boolean): void {
    this.#isLinked = linked;
    this.browser?.link(linked);
  }

  /** Which of the loci keys and searches move. */
  get active(): number {
    return Math.max(
      0,
      this.#loci.findIndex(({ isActive }) => isActive),
    );
  }

  /** The active locus once more, beside itself. */
  async split(): Promise<void> {
    const regions = this.#regions;
    const own = regions[this.active];
    if (!own || regions.length >= mostLoci) return;
    await this.showLoci(regions.toSpliced(this.active, 0, own), this.active + 1);
  }

  async closeLocus(index: number): Promise<void> {
    await this.showLoci(this.#regions.toSpliced(index, 1), Math.max(0, index - 1));
  }

  get #regions(): readonly Region[] {
    return this.#loci.map(({ region }) => region);
  }

  /** Where the rows lie, from top to bottom. */
  get places(): readonly RowPlace[] {
    return this.#places;
  }

  placed(places: readonly RowPlace[]): void {
    this.#places = places;
  }

  /** Id of the row whose options are open. */
  get menuOf(): string | undefined {
    return this.#menuOf;
  }

  openMenuOf(row: string | undefined): void {
    this.#menuOf = row;
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

  /** Where the browser came to rest, or is to come to at first. */
  get rested(): string {
    return formatLoci(this.#rested) || (this.#openedAt ?? '');
  }

  /** Called by the browser whenever it moves. */
  moved(seen: Region, loci: readonly LocusPlace[]): void {
    const project = this.#context.project();
    this.#visible = within(seen, project);
    this.#loci = loci.map((place) => ({ ...place, region: within(place.region, project) }));
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => {
      this.#rested = this.#regions;
      this.#views.rested(this.#regions);
      void this.save();
    }, restBeforeSaving);
  }

  /** To the view before, or after, among those where the browser rested. */
  async walk(by: -1 | 1): Promise<void> {
    this.#views.rested(this.#regions);
    const loci = this.#views.walk(by);
    if (loci) await this.#goTo(loci, Math.min(this.active, loci.length - 1));
  }

  /** Where the project that is opened next is to be seen, if not where it was left. */
  openAt(locus: string | undefined): void {
    this.#wanted = locus;
  }

  /** Where the project that is opened now is to be seen; once. */
  takeWanted(): string | undefined {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    this.#openedAt = wanted;
    return wanted;
  }

  /** Where one wanted to go in the open project before the browser stood; once. */
  takeEarly(): string | undefined {
    const early = this.#early;
    this.#early = undefined;
    return early;
  }

  /** Goes where a text says. */
  async goTo(locus: string): Promise<void> {
    await this.#context.notifications.attempt(`${locus} could not be shown`, async () => {
      const found = await Promise.all(splitLoci(locus).map((part) => this.find(part)));
      const regions = found.flatMap(([place]) => (place ? [place.region] : []));
      if (regions.length > 0) await this.showLoci(regions);
    });
  }

  /** Has the project remember the visible region, if it moved since. */
  async save(): Promise<void> {
    if (this.#saving === undefined) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const { workbench, notifications } = this.#context;
    const [project, locus] = [this.#context.project()?.id, formatLoci(this.#regions)];
    if (project === undefined || locus === '') return;
    await notifications.attempt('The visible region could not be saved', () =>
      workbench.updateProject({ project, locus }),
    );
  }

  /** Forgets what another project showed. */
  clear(): void {
    this.#visible = undefined;
    this.#loci = [];
    this.#rested = [];
    this.#early = undefined;
    this.#openedAt = this.#wanted;
    this.link(false);
    this.#feature = undefined;
    this.#views.clear();
  }

  /** Of several loci in place of the active one. */
  async show(region: Region): Promise<void> {
    const regions = this.#regions;
    await this.showLoci(
      regions.length > 1 ? regions.with(this.active, region) : [region],
      this.active,
    );
  }

  /** Shows exactly these side by side. */
  async showLoci(loci: readonly Region[], active = 0): Promise<void> {
    // Where one was is a view to come back to, however short one was there.
    this.#views.rested(this.#regions);
    await this.#goTo(loci.slice(0, mostLoci), active);
  }

  async #goTo(loci: readonly Region[], active: number): Promise<void> {
    this.#rested = loci;
    const { browser } = this;
    if (!browser) return void (this.#early = formatLoci(loci));
    await this.#context.notifications.attempt('The region could not be shown', () =>
      browser.show(loci, active),
    );
  }

  /** Places that a text could mean; a fault is the caller's to show beside its box. */
  async find(text: string, exact?: boolean): Promise<FoundPlace[]> {
    const project = this.#context.project();
    if (!project) return [];
    const seen = this.#visible?.contig;
    const plain = plainRegion(text, project.genome?.contigs ?? [], seen);
    if (plain) return [{ label: formatRegion(plain), region: plain }];
    const mark = this.#context.marks.named(text);
    if (mark) return [{ label: mark.name ?? '', region: mark }];
    const { workbench } = this.#context;
    return workbench.findPlace({ project: project.id, text: normalLocus(text, seen), exact });
  }

  showFeature(details: FeatureDetails | undefined): void {
    this.#feature = details;
  }

  /** To the next mark along the genome (1), or the one before (-1), round its ends. */
  async goToMark(by: 1 | -1): Promise<void> {
    const seen = this.#visible;
    const next = seen && this.#context.marks.beside(seen, by);
    if (next) await this.show(next);
  }
}
