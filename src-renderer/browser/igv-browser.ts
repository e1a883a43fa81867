import igvModule from 'igv';
import { formatRegion, type GenomeFiles, type Region } from '../../src-main/contract/index.ts';
import { browserConfig, sessionConfig } from './browser-config.ts';
import type { EffectChoice } from '../effects/index.ts';
import { clickedEffect, effectSpecOf, registerEffectTrack } from './effect-track.ts';
import { featureDetails, type FeatureDetails } from './feature-text.ts';
import { dressShadowRoot } from './igv-theme.ts';
import { onSchemeChange } from '../theme/index.ts';
import type { Igv, IgvBrowser, IgvReferenceFrame, IgvRegion, IgvTrack } from './igv-types.ts';
import { keepWordsPlain } from './plain-words.ts';
import { registerPredictionTrack } from './prediction-track.ts';
import { registerHeadingTrack } from './heading-track.ts';
import type { Row } from './row.ts';
import { dressRuler, type RulerPass } from './ruler.ts';
import { wellFormed } from './plain-text.ts';
import { drawThemed } from './themed-canvas.ts';
import { TrackRows, type RowEvents } from './track-rows.ts';
import { nameWidth, svgWithNames } from './svg-with-names.ts';

const markColor = 'rgba(27,95,193,0.10)';

const igv = igvModule as unknown as Igv;

/** Events of the genome browser. */
export interface GenomeViewEvents extends RowEvents {
  readonly onMove: (visible: Region) => void;
  /** A region was marked with the mouse: Shift and drag along the ruler. */
  readonly onMark: (region: Region) => void;
  readonly onUnmark: (region: Region) => void;
  /** A click; `feature` is what igv knows to lie there, of an annotation. */
  readonly onFeature: (card: FeatureDetails | undefined, feature: Region | undefined) => void;
  /** A click on a track with arcs; `map` is the id of the project's map. */
  readonly onEffect: (map: string, choice: EffectChoice | undefined) => void;
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
  /** What was asked for last. */
  #wanted: readonly Row[] | undefined;
  /** Width of the view in px when `#settled` was seen. */
  #width = 0;
  /** What a person last chose to see: igv shows more or less of it when the room changes. */
  #settled: Region | undefined;
  #isFitting = false;
  #passes: readonly RulerPass[] = [];
  /** Regions that igv shades now. */
  #marked: readonly Region[] = [];
  /** Changes to tracks, one after the other: igv must not add and remove at once. */
  #changes: Promise<void> = Promise.resolve();

  private constructor(browser: IgvBrowser, events: GenomeViewEvents) {
    this.#browser = browser;
    this.#events = events;
    this.#rows = new TrackRows(browser, events, () => this.visible);
    keepWordsPlain(browser);
    this.#dressRuler();
    // igv's modal alert would hide the window; its message is shown with the other faults.
    browser.alert.present = (message) => events.onError('The genome browser', message);
    browser.on('locuschange', () => this.#moved());
    browser.on('trackheightchange', () => this.#rows.place());
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
    const [feature] = features ?? [];
    const card = featureDetails(track, popup, Math.floor(position));
    this.#events.onFeature(card, feature && regionOf(feature));
  }

  static async open(
    host: HTMLElement,
    genome: GenomeFiles,
    locus: string | undefined,
    events: GenomeViewEvents,
  ): Promise<GenomeView> {
    registerPredictionTrack(igv);
    registerEffectTrack(igv);
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

  get visible(): Region | undefined {
    const frame = this.#frame;
    if (!frame) return undefined;
    const start = Math.max(0, Math.floor(frame.start));
    return { contig: frame.chr, start, end: Math.max(start + 1, Math.round(frame.end)) };
  }

  async show(region: Region): Promise<void> {
    // Known at once: a change of room that is under way must come back to it, not to what was before.
    this.#settled = region;
    await this.#search(region);
  }

  /** Moves by a share of what is visible, to the right where positive. */
  async pan(share: number): Promise<void> {
    const width = this.#browser.calculateViewportWidth(1);
    this.#frame?.shiftPixels(share * width, width, true);
    await this.#browser.updateViews();
  }

  /** Zooms by a factor, below 1 closer, so that the base at `x` px of the page stays there. */
  async zoomAt(x: number, factor: number): Promise<void> {
    const frame = this.#frame;
    if (!frame) return;
    const { left, width } = this.#room();
    const share = Math.max(0, Math.min(1, (x - left) / width));
    const now = frame.bpPerPixel * width;
    const base = frame.start + share * now;
    await this.#browser.zoomWithScaleFactor(factor, base + (0.5 - share) * now * factor);
  }

  /** The bases between two places, px of the page. */
  regionBetween(from: number, to: number): Region | undefined {
    const frame = this.#frame;
    if (!frame) return undefined;
    const { left } = this.#room();
    const at = (x: number) => Math.round(frame.start + (x - left) * frame.bpPerPixel);
    const [start, end] = [Math.max(0, at(Math.min(from, to))), at(Math.max(from, to))];
    return start < end ? { contig: frame.chr, start, end } : undefined;
  }

  /** Where bases are drawn, px of the page. */
  #room(): { left: number; width: number } {
    const { left } = this.#browser.columnContainer.getBoundingClientRect();
    return { left, width: this.#browser.calculateViewportWidth(1) };
  }

  zoom(closer: boolean): void {
    if (closer) this.#browser.zoomIn();
    else this.#browser.zoomOut();
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
    return this.#queue(async () => {
      try {
        await this.#browser.visibilityChange();
        for (let wanted; this.#settled && wanted !== this.#settled;) {
          wanted = this.#settled;
          await this.#search(wanted);
        }
      } finally {
        this.#width = this.#browser.calculateViewportWidth(1);
        this.#isFitting = false;
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

  svg(): string {
    const rows = this.#rows.forPicture();
    const { width, height } = this.#browser.columnContainer.getBoundingClientRect();
    return this.#rows.inTheirPlaces(() =>
      wellFormed(svgWithNames(this.#browser.toSVG(), rows, { width, height })),
    );
  }

  /** px of the picture. */
  get size(): { width: number; height: number } {
    const { width, height } = this.#browser.columnContainer.getBoundingClientRect();
    return { width: nameWidth + width, height };
  }

  async #search({ contig, start, end }: Region): Promise<void> {
    await this.#browser.search(`${contig}:${start + 1}-${end}`);
  }

  #moved(): void {
    const { visible } = this;
    if (!visible || this.#isFitting) return;
    const width = this.#browser.calculateViewportWidth(1);
    // Whatever igv does next, adding a track for one, it first takes the room there is.
    if (this.#settled && width !== this.#width) return void this.fit();
    [this.#settled, this.#width] = [visible, width];
    this.#rows.setHeights();
    this.#events.onMove(visible);
  }

  #dressRuler(): void {
    const ruler = this.#browser.trackViews.find(({ track }) => track.type === 'ruler');
    if (!ruler) return;
    dressRuler(ruler.track, { reads: () => this.#reads(), passes: () => this.#passes });
    const sequence = this.#browser.trackViews.find(({ track }) => track.type === 'sequence');
    if (sequence) drawThemed(sequence.track);
    drawThemed(ruler.track);
    ruler.repaintViews();
  }

  /** All that was read for the rows that are drawn. */
  #reads(): Region[] {
    return (this.#wanted ?? []).flatMap((row) => (row.kind === 'heading' ? row.reads : []));
  }

  get #frame(): IgvReferenceFrame | undefined {
    return this.#browser.referenceFrameList?.[0];
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
