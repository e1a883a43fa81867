import type { Row } from '../../src-main/drawing/index.ts';
import igvModule from 'igv';
import type { FileOptions, GenomeFiles, Region } from '../../src-main/contract/index.ts';
import {
  browserConfig,
  sessionConfig,
  sortReadsAt,
  drawThemed,
  TrackRows,
  type RowEvents,
} from './rows/index.ts';
import {
  registerBaseMapTrack,
  registerEffectTrack,
  dressSequence,
  MarkedRegions,
  type MarkEvents,
  registerPredictionTrack,
  registerHeadingTrack,
  dressRuler,
  type RulerPass,
} from './tracks/index.ts';
import { ChosenView } from './chosen-view.ts';
import { takeDialogKeys } from './dialog-keys.ts';
import { dressShadowRoot } from './igv-theme.ts';
import { onSchemeChange } from '../theme/index.ts';
import { Loci, type LocusPlace } from './loci.ts';
import { sequenceCard } from './feature-text.ts';
import type { Igv, IgvBrowser } from './igv-types.ts';
import { keepWordsPlain } from './plain-words.ts';
import { reportClicks, type ClickEvents } from './track-clicks.ts';
import { Zoom } from './zoom.ts';

const igv = igvModule as unknown as Igv;

/** Events of the genome browser. */
export interface GenomeViewEvents extends RowEvents, MarkEvents, ClickEvents {
  /** Of several loci the active one is `visible`. */
  readonly onMove: (visible: Region, loci: readonly LocusPlace[]) => void;
  /** A click with the right button on what is drawn of a prediction or a map. */
  readonly onMenu: (row: string) => void;
}

/**
 * igv.js behind the few words this window needs. One for the life of the page: igv leaks what it
 * registers on the document, so another genome is loaded into the same browser.
 */
export class GenomeView {
  readonly #browser: IgvBrowser;
  readonly #events: GenomeViewEvents;
  readonly #rows: TrackRows;
  readonly #loci: Loci;
  readonly #zoom: Zoom;
  readonly #marks: MarkedRegions;
  readonly #chosen: ChosenView;
  /** What was asked for last. */
  #wanted: readonly Row[] | undefined;
  #passes: readonly RulerPass[] = [];
  #sequence: FileOptions = {};
  /** Changes to tracks, one after the other: igv must not add and remove at once. */
  #changes: Promise<void> = Promise.resolve();

  private constructor(browser: IgvBrowser, events: GenomeViewEvents) {
    this.#browser = browser;
    this.#events = events;
    this.#loci = new Loci(browser);
    this.#zoom = new Zoom(browser);
    this.#chosen = new ChosenView(browser, this.#loci);
    this.#marks = new MarkedRegions(browser, events);
    this.#rows = new TrackRows(browser, events, () => this.#loci.all);
    keepWordsPlain(browser);
    this.#dressRuler();
    // igv's modal alert would hide the window; its message is shown with the other faults.
    browser.alert.present = (message) => {
      const card = sequenceCard(message);
      if (card) events.onFeature(card, undefined);
      else events.onError('The genome browser', message);
    };
    browser.on('locuschange', () => this.#moved());
    browser.on('trackheightchange', () => this.#rows.place());
    browser.columnContainer.addEventListener(
      'mousedown',
      ({ clientX }) => {
        this.#loci.activateAt(clientX);
        if (this.#loci.all.length > 1) this.#moved();
      },
      true,
    );
    browser.columnContainer.addEventListener(
      'contextmenu',
      (event) => {
        const row = this.#rows.rowAt(event.composedPath());
        if (row === undefined) {
          this.#rows.watchMenu(event.composedPath());
          return;
        }
        event.preventDefault();
        event.stopPropagation();
        events.onMenu(row);
      },
      true,
    );
    // After igv has done what was clicked, or typed into a dialog of its own.
    const note = () => setTimeout(() => this.#rows.noteOptions());
    const root = browser.columnContainer.getRootNode();
    takeDialogKeys(browser.columnContainer);
    root.addEventListener('click', note, true);
    root.addEventListener('keyup', note, true);
    this.#moved();
    reportClicks(browser, events);
  }

  static async open(
    host: HTMLElement,
    genome: GenomeFiles,
    locus: string | undefined,
    events: GenomeViewEvents,
  ): Promise<GenomeView> {
    registerPredictionTrack(igv);
    registerEffectTrack(igv);
    registerBaseMapTrack(igv);
    registerHeadingTrack(igv);
    const browser = await igv.createBrowser(host, browserConfig(genome, locus));
    dressShadowRoot(host);
    const view = new GenomeView(browser, events);
    onSchemeChange(() => browser.repaintViews());
    return view;
  }

  /** Another genome, without tracks. */
  load(genome: GenomeFiles, locus: string | undefined): Promise<void> {
    return this.#queue(async () => {
      this.#rows.clear();
      this.#chosen.clear();
      this.#marks.clear();
      await this.#browser.loadSession(sessionConfig(genome, locus));
      this.#dressRuler();
      this.#rows.drawSequence(this.#sequence);
    });
  }

  /** Draws exactly these, in this order; what is drawn already stays, and changes in place where it can. */
  draw(rows: readonly Row[]): Promise<void> {
    this.#wanted = rows;
    return this.#queue(async () => {
      // A run that is being computed may change faster than it can be drawn.
      if (this.#wanted !== rows) return;
      await this.#rows.draw(rows);
    });
  }

  /** Shows how far passes are, on the ruler. */
  showPasses(passes: readonly RulerPass[]): void {
    if (passes.length === 0 && this.#passes.length === 0) return;
    this.#passes = passes;
    this.#browser.trackViews.find(({ track }) => track.type === 'ruler')?.repaintViews();
  }

  /** Rows that stay are chosen anew for the room there is. */
  place(): void {
    this.#rows.place();
  }

  /** Sorts the reads of a row by their base in the middle of the view, or by another of igv's options. */
  sortReads(row: string, option = 'BASE'): void {
    this.#rows.sortReads(row, option);
  }

  /** How the row of the sequence is drawn. */
  drawSequence(options: FileOptions): Promise<void> {
    this.#sequence = options;
    return this.#queue(() => {
      this.#rows.drawSequence(options);
      return Promise.resolve();
    });
  }

  /** Sorts all reads by the base that they have at a place. */
  sortReadsAt(place: Region): void {
    sortReadsAt(this.#browser, place);
  }

  /** The bases of a region as the genome has them; undefined where they cannot be read. */
  async sequence({ contig, start, end }: Region): Promise<string | undefined> {
    return this.#browser.genome?.getSequence(contig, start, end).catch(() => undefined);
  }

  /** Of several loci the active one. */
  get visible(): Region | undefined {
    return this.#loci.region;
  }

  /** Those that are seen side by side. */
  get loci(): readonly LocusPlace[] {
    return this.#loci.places;
  }

  /** Shows exactly these side by side, `active` of them the one that keys and searches move. */
  async show(loci: readonly Region[], active = 0): Promise<void> {
    this.#loci.activate(active);
    await this.#chosen.show(loci);
  }

  /** Has one of several loci be the active one. */
  activate(index: number): void {
    this.#loci.activate(index);
    this.#moved();
  }

  /** Whether loci that are seen side by side move and zoom together. */
  link(linked: boolean): void {
    this.#loci.isLinked = linked;
  }

  /** Moves by a share of what is visible, to the right where positive. */
  async pan(share: number): Promise<void> {
    const { width, frame } = this.#loci;
    frame?.shiftPixels(share * width, width, true);
    await this.#browser.updateViews();
  }

  /** Zooms by a factor, below 1 closer, so that the base at `x` px of the page stays there. */
  zoomAt(x: number, factor: number): void {
    const column = this.#loci.at(x);
    if (column) this.#zoom.at(x, factor, column);
  }

  /** The bases between two places, px of the page. */
  regionBetween(from: number, to: number): Region | undefined {
    return this.#loci.between(from, to);
  }

  zoom(closer: boolean): void {
    const { frame } = this.#loci;
    if (frame) this.#zoom.by(closer ? 0.5 : 2, undefined, frame);
  }

  /** Shades exactly these regions through all tracks. */
  mark(regions: readonly Region[]): Promise<void> {
    return this.#queue(() => this.#marks.show(regions));
  }

  /** Takes the room there is now; what is visible stays the same. */
  fit(): Promise<void> {
    if (this.#chosen.isFitting) return this.#changes;
    const fit = this.#chosen.beginFit();
    return this.#queue(async () => {
      await fit();
      // Moves were not reported while it fitted.
      this.#moved();
    });
  }

  /** Closes igv's own menus; false where none was open. */
  closeMenus(): boolean {
    const menus = this.#browser.columnContainer.querySelectorAll<HTMLElement>('.igv-menu-popup');
    const open = [...menus].filter(({ style }) => style.display !== 'none');
    open.forEach(({ style }) => (style.display = 'none'));
    return open.length > 0;
  }

  #moved(): void {
    const { visible } = this;
    if (!visible || this.#chosen.isFitting) return;
    // Whatever igv does next, adding a track for one, it first takes the room there is.
    if (this.#chosen.isMisfit) return void this.fit();
    if (this.#loci.follow()) void this.#browser.updateViews();
    this.#chosen.note();
    this.#rows.setHeights();
    this.#events.onMove(visible, this.#loci.places);
  }

  #dressRuler(): void {
    const ruler = this.#browser.trackViews.find(({ track }) => track.type === 'ruler');
    if (!ruler) return;
    dressRuler(ruler.track, { reads: () => this.#reads(), passes: () => this.#passes });
    const sequence = this.#browser.trackViews.find(({ track }) => track.type === 'sequence');
    if (sequence) {
      dressSequence(sequence.track);
      drawThemed(sequence.track);
    }
    drawThemed(ruler.track);
    ruler.repaintViews();
  }

  /** All that was read for the rows that are drawn. */
  #reads(): Region[] {
    return (this.#wanted ?? []).flatMap((row) => (row.kind === 'heading' ? row.reads : []));
  }

  #queue(change: () => Promise<void>): Promise<void> {
    this.#changes = this.#changes.then(change).catch((error: unknown) => {
      this.#events.onError('The genome browser', error);
    });
    return this.#changes;
  }
}
