import type { BaseChoice, EffectChoice, Row } from '../../src-main/drawing/index.ts';
import igvModule from 'igv';
import { formatRegion, type GenomeFiles, type Region } from '../../src-main/contract/index.ts';
import { browserConfig, sessionConfig } from './browser-config.ts';
import { baseMapSpecOf, clickedBase, registerBaseMapTrack } from './base-map-track.ts';
import { clickedEffect, effectSpecOf, registerEffectTrack } from './effect-track.ts';
import { featureDetails, type FeatureDetails } from './feature-text.ts';
import { dressShadowRoot } from './igv-theme.ts';
import { onSchemeChange } from '../theme/index.ts';
import { dressSequence } from './sequence.ts';
import { Loci, type LocusPlace } from './loci.ts';
import type { Igv, IgvBrowser, IgvRegion, IgvTrack } from './igv-types.ts';
import { keepWordsPlain } from './plain-words.ts';
import { registerPredictionTrack } from './prediction-track.ts';
import { registerHeadingTrack } from './heading-track.ts';
import { dressRuler, type RulerPass } from './ruler.ts';
import { drawThemed } from './themed-canvas.ts';
import { TrackRows, type RowEvents } from './track-rows.ts';
import { Zoom } from './zoom.ts';

const markColor = 'rgba(27,95,193,0.10)';

const igv = igvModule as unknown as Igv;

/** Events of the genome browser. */
export interface GenomeViewEvents extends RowEvents {
  /** Of several loci the active one is `visible`. */
  readonly onMove: (visible: Region, loci: readonly LocusPlace[]) => void;
  /** A region was marked with the mouse: Shift and drag along the ruler. */
  readonly onMark: (region: Region) => void;
  readonly onUnmark: (region: Region) => void;
  /** A click; `feature` is what igv knows to lie there, of an annotation. */
  readonly onFeature: (card: FeatureDetails | undefined, feature: Region | undefined) => void;
  /** A click with the right button on what is drawn of a prediction or a map. */
  readonly onMenu: (row: string) => void;
  /** A click on a track with arcs; `map` is the id of the project's map. */
  readonly onEffect: (map: string, choice: EffectChoice | undefined) => void;
  /** A click on a map of bases. */
  readonly onBase: (map: string, choice: BaseChoice | undefined) => void;
}

/** Arguments of igv's click event: track, rows of its popup, base, and features of an annotation. */
type TrackClick = [
  track: IgvTrack,
  popup: unknown[] | undefined,
  position: number,
  features: IgvRegion[] | undefined,
];

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
  /** What was asked for last. */
  #wanted: readonly Row[] | undefined;
  /** Width of the view in px when `#settled` was seen. */
  #width = 0;
  /** What a person last chose to see: igv shows more or less of it when the room changes. */
  #settled: readonly Region[] | undefined;
  #isFitting = false;
  #passes: readonly RulerPass[] = [];
  /** Regions that igv shades now. */
  #marked: readonly Region[] = [];
  /** Changes to tracks, one after the other: igv must not add and remove at once. */
  #changes: Promise<void> = Promise.resolve();

  private constructor(browser: IgvBrowser, events: GenomeViewEvents) {
    this.#browser = browser;
    this.#events = events;
    this.#loci = new Loci(browser);
    this.#zoom = new Zoom(browser);
    this.#rows = new TrackRows(browser, events, () => this.#loci.all);
    keepWordsPlain(browser);
    this.#dressRuler();
    // igv's modal alert would hide the window; its message is shown with the other faults.
    browser.alert.present = (message) => events.onError('The genome browser', message);
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
        if (row === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        events.onMenu(row);
      },
      true,
    );
    // After igv has done what was clicked.
    browser.columnContainer.addEventListener(
      'click',
      () => setTimeout(() => this.#rows.noteOptions()),
      true,
    );
    this.#moved();
    browser.on('roiadded', (added: IgvRegion) => {
      const region = regionOf(added);
      // It is drawn already.
      this.#marked = [...this.#marked, region];
      events.onMark(region);
    });
    // igv's own would send the sequence to another machine.
    browser.roiManager.roiMenu.menuItems = (feature) => [
      { label: 'Remove mark', click: () => events.onUnmark(regionOf(feature)) },
    ];
    browser.on('trackclick', (...click: TrackClick) => {
      this.#clicked(...click);
      return false;
    });
  }

  #clicked(...[track, popup, position, features]: TrackClick): void {
    const spec = effectSpecOf(track);
    if (spec) return this.#events.onEffect(spec.map, clickedEffect(popup));
    const bases = baseMapSpecOf(track);
    if (bases) return this.#events.onBase(bases.made.id, clickedBase(popup));
    const [feature] = features ?? [];
    const card = featureDetails(track, popup, Math.floor(position));
    const region = feature && regionOf(feature);
    this.#events.onFeature(
      card && { ...card, region: region && { ...region, strand: feature.strand } },
      region,
    );
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
      this.#settled = undefined;
      this.#marked = [];
      await this.#browser.loadSession(sessionConfig(genome, locus));
      this.#dressRuler();
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

  /** Opens igv's own menu of a track, at the left end of its row. */
  openMenu(row: string): void {
    this.#rows.openMenu(row);
  }

  /** Sorts the reads of a row by their base in the middle of the view. */
  sortReads(row: string): void {
    this.#rows.sortReads(row);
  }

  /** Sorts all reads by the base that they have at a place. */
  sortReadsAt(place: Region): void {
    this.#rows.sortReadsAt(place);
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
    // Known at once: a change of room that is under way must come back to it, not to what was before.
    this.#settled = loci;
    this.#loci.activate(active);
    await this.#search(loci);
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
    if (!column) return;
    const { frame, left, width } = column;
    const share = Math.max(0, Math.min(1, (x - left) / width));
    const now = frame.bpPerPixel * width;
    const base = frame.start + share * now;
    const centre = base + (0.5 - share) * now * factor;
    this.#zoom.by(factor, centre, frame);
  }

  /** The bases between two places, px of the page. */
  regionBetween(from: number, to: number): Region | undefined {
    const column = this.#loci.at(from);
    if (!column) return undefined;
    const { frame, left } = column;
    const at = (x: number) => Math.round(frame.start + (x - left) * frame.bpPerPixel);
    const [start, end] = [Math.max(0, at(Math.min(from, to))), at(Math.max(from, to))];
    return start < end ? { contig: frame.chr, start, end } : undefined;
  }

  zoom(closer: boolean): void {
    const { frame } = this.#loci;
    if (frame) this.#zoom.by(closer ? 0.5 : 2, undefined, frame);
  }

  /** Shades exactly these regions through all tracks. */
  mark(regions: readonly Region[]): Promise<void> {
    return this.#queue(async () => {
      if (regions.map(formatRegion).join() === this.#marked.map(formatRegion).join()) return;
      this.#marked = regions;
      this.#browser.roiManager.clearROIs();
      if (regions.length === 0) return;
      const features = regions.map(({ contig, start, end }) => ({ chr: contig, start, end }));
      // As igv's own set, which those that are marked with the mouse are added to.
      const set = { name: 'Marked regions', isUserDefined: true, color: markColor, features };
      await this.#browser.loadROI([set]);
    });
  }

  /** Takes the room there is now; what is visible stays the same. */
  fit(): Promise<void> {
    if (this.#isFitting) return this.#changes;
    this.#isFitting = true;
    // What a person does to it now is lost: igv makes its columns anew.
    this.#browser.columnContainer.ariaBusy = 'true';
    return this.#queue(async () => {
      try {
        // The room may change once more while what is seen is fetched.
        for (let width; width !== this.#loci.width;) {
          width = this.#loci.width;
          await this.#browser.visibilityChange();
          for (let wanted; this.#settled && wanted !== this.#settled;) {
            wanted = this.#settled;
            await this.#search(wanted);
          }
        }
      } finally {
        this.#width = this.#loci.width;
        this.#isFitting = false;
        this.#browser.columnContainer.ariaBusy = null;
      }
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

  async #search(loci: readonly Region[]): Promise<void> {
    const texts = loci.map(({ contig, start, end }) => `${contig}:${start + 1}-${end}`);
    await this.#browser.search(texts.join(' '));
  }

  #moved(): void {
    const { visible } = this;
    if (!visible || this.#isFitting) return;
    const { width } = this.#loci;
    // Whatever igv does next, adding a track for one, it first takes the room there is. A view that igv
    // itself has split, to show a read's mate, has narrower columns and is as it was meant.
    const isSplit = this.#settled?.length !== this.#loci.all.length;
    if (this.#settled && !isSplit && width !== this.#width) return void this.fit();
    if (this.#loci.follow()) void this.#browser.updateViews();
    [this.#settled, this.#width] = [this.#loci.all, width];
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

function regionOf({ chr, start, end }: IgvRegion): Region {
  return { contig: chr, start, end };
}
