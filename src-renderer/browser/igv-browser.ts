import igvModule from 'igv';
import { formatRegion, type GenomeFiles, type Region } from '../../src-main/contract/index.ts';
import { browserConfig, sessionConfig } from './browser-config.ts';
import { keepCoverageScale } from './coverage-scale.ts';
import type { EffectChoice } from '../effects/index.ts';
import { emptyHeight } from './draw-prediction.ts';
import { clickedEffect, effectSpecOf, registerEffectTrack } from './effect-track.ts';
import { featureDetails, type FeatureDetails } from './feature-text.ts';
import { dressShadowRoot, rowGap } from './igv-theme.ts';
import { onSchemeChange } from '../theme/index.ts';
import type {
  Igv,
  IgvBrowser,
  IgvReferenceFrame,
  IgvRegion,
  IgvTrack,
  IgvTrackView,
} from './igv-types.ts';
import { plainText, wellFormed } from './plain-text.ts';
import { keepWordsPlain } from './plain-words.ts';
import { registerPredictionTrack, type PredictionTrackContext } from './prediction-track.ts';
import { areAlike, changedOptions, optionsOf, type FileOptions } from './file-options.ts';
import { registerHeadingTrack } from './heading-track.ts';
import { patchwork } from './patchwork.ts';
import type { Row, RowPlace } from './row.ts';
import { dressRuler } from './ruler.ts';
import { nameWidth, svgWithNames, type NamedRow } from './svg-with-names.ts';
import { shownRange } from './value-scale.ts';
import { heightOf, wantedTrack, type WantedTrack } from './wanted-tracks.ts';

/** bp a px up to which igv draws the sequence. */
const widestSequence = 10;

const markColor = 'rgba(27,95,193,0.10)';

const igv = igvModule as unknown as Igv;

/** Events of the genome browser. */
export interface GenomeViewEvents extends PredictionTrackContext {
  readonly onMove: (visible: Region) => void;
  /** A region was marked with the mouse: Shift and drag along the ruler. */
  readonly onMark: (region: Region) => void;
  readonly onUnmark: (region: Region) => void;
  /** A click; `feature` is what igv knows to lie there, of an annotation. */
  readonly onFeature: (card: FeatureDetails | undefined, feature: Region | undefined) => void;
  /** Rows lie elsewhere, or have other scales; ruler and sequence among them, from top to bottom. */
  readonly onPlaces: (places: readonly RowPlace[]) => void;
  /** What a person changed in igv's own menu of a file. */
  readonly onOptions: (row: string, changed: FileOptions) => void;
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

type DrawnTrack = {
  readonly wanted: WantedTrack;
  readonly track: IgvTrack;
  /** How igv draws a file, as far as it was chosen. */
  readonly options?: FileOptions | undefined;
};

/**
 * igv.js behind the few words this window needs. One for the life of the page: igv leaks what it
 * registers on the document, so another genome is loaded into the same browser.
 */
export class GenomeView {
  readonly #browser: IgvBrowser;
  readonly #events: GenomeViewEvents;
  readonly #tracks = new Map<string, DrawnTrack>();
  /** What was asked for last. */
  #wanted: readonly Row[] | undefined;
  #placing = 0;
  /** The row whose menu of igv's was opened last, and how it was drawn then. */
  #inMenu: { row: string; track: IgvTrack; options: FileOptions } | undefined;
  /** px that the sequence takes where it is drawn. */
  #sequenceHeight = 0;
  /** Width of the view in px when `#settled` was seen. */
  #width = 0;
  /** What a person last chose to see: igv shows more or less of it when the room changes. */
  #settled: Region | undefined;
  #isFitting = false;
  /** Regions that igv shades now. */
  #marked: readonly Region[] = [];
  /** Changes to tracks, one after the other: igv must not add and remove at once. */
  #changes: Promise<void> = Promise.resolve();

  private constructor(browser: IgvBrowser, events: GenomeViewEvents) {
    this.#browser = browser;
    this.#events = events;
    keepWordsPlain(browser);
    this.#dressRuler();
    // igv's modal alert would hide the window; its message is shown with the other faults.
    browser.alert.present = (message) => events.onError('The genome browser', message);
    browser.on('locuschange', () => this.#moved());
    browser.on('trackheightchange', () => this.#placeSoon());
    // After igv has done what was clicked.
    browser.columnContainer.addEventListener(
      'click',
      () => setTimeout(() => this.#noteOptions()),
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
      this.#tracks.clear();
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
      await this.#draw(rows.map((row) => wantedTrack(row, this.#events)));
    });
  }

  async #draw(wanted: readonly WantedTrack[]): Promise<void> {
    const wantedById = new Map(wanted.map((one) => [one.row.id, one]));
    for (const [id, { wanted: before, track, options }] of this.#tracks) {
      const now = wantedById.get(id);
      if (now?.form === before.form && areAlike(now.options, options)) continue;
      this.#browser.removeTrack(track);
      this.#tracks.delete(id);
    }
    for (const [order, one] of wanted.entries()) {
      try {
        await this.#drawOne(one, order + 1);
      } catch (error) {
        this.#events.onError(one.row.name, error);
      }
    }
    this.#arrange(wanted);
  }

  async #drawOne(wanted: WantedTrack, order: number): Promise<void> {
    const { row, state } = wanted;
    const drawn = this.#tracks.get(row.id);
    if (drawn) {
      this.#tracks.set(row.id, { ...drawn, wanted });
      if (drawn.wanted.state !== state) await wanted.renew(drawn.track);
      return;
    }
    const height = heightOf(wanted, this.#isEmpty(wanted));
    const own = {
      ...{ id: row.id, name: plainText(row.name), order, removable: false },
      ...(height !== undefined && { height }),
    };
    const track = await this.#browser.loadTrack({ ...wanted.config(), ...own });
    if (!track) return;
    for (const { viewportElement } of track.trackView?.viewports ?? []) {
      // The column has the name.
      viewportElement.querySelector('.igv-track-label')?.remove();
    }
    if (track.type === 'alignment') keepCoverageScale(track);
    // Of igv's axis only the moment is left at which a scale may have changed.
    if ('paintAxis' in track) {
      const paintAxis = () => this.#placeSoon();
      Object.defineProperty(track, 'paintAxis', { value: paintAxis, configurable: true });
    }
    this.#tracks.set(row.id, { wanted, track, options: wanted.options });
  }

  /** Puts all rows in order. */
  #arrange(wanted: readonly WantedTrack[]): void {
    let isInOrder = true;
    for (const [index, { row }] of wanted.entries()) {
      const track = this.#tracks.get(row.id)?.track;
      if (!track || track.order === index + 1) continue;
      track.order = index + 1;
      isInOrder = false;
    }
    const shown = this.#browser.trackViews.map(({ track }) => track.order ?? 0);
    if (!isInOrder || shown.some((order, i) => i > 2 && order < (shown[i - 1] ?? 0))) {
      this.#browser.reorderTracks();
    }
    this.#setHeights();
    this.#view('ruler')?.repaintViews();
    this.place();
  }

  /** A row has its height where something of it is in view; the others shrink to a line. */
  #setHeights(): void {
    for (const { wanted, track } of this.#tracks.values()) {
      const view = track.trackView;
      const height = heightOf(wanted, this.#isEmpty(wanted));
      if (view && height !== undefined && heightNow(view) !== height) {
        view.setTrackHeight(height, true);
      }
    }
    // Where its letters are too narrow to be drawn, the sequence needs no room.
    const sequence = this.#view('sequence');
    if (!sequence) return;
    this.#sequenceHeight ||= heightNow(sequence);
    const isNear = (this.#frame?.bpPerPixel ?? 0) <= widestSequence;
    const isOpen = heightNow(sequence) > 1;
    if (isOpen && !isNear) this.#sequenceHeight = heightNow(sequence);
    if (isOpen !== isNear) sequence.setTrackHeight(isNear ? this.#sequenceHeight : 1, true);
  }

  /** What was changed in igv's menu of a file belongs to the project. */
  #noteOptions(): void {
    const { row, track, options } = this.#inMenu ?? {};
    const drawn = row === undefined ? undefined : this.#tracks.get(row);
    if (row === undefined || !options || !drawn || drawn.track !== track) return;
    const changed = changedOptions(options, optionsOf(track));
    if (Object.keys(changed).length === 0) return;
    this.#inMenu = { row, track, options: { ...options, ...changed } };
    this.#tracks.set(row, { ...drawn, options: { ...drawn.options, ...changed } });
    this.#events.onOptions(row, changed);
  }

  /** By a row's id, or `ruler` or `sequence`. */
  #view(id: string): IgvTrackView | undefined {
    return this.#browser.trackViews.find(({ track }) => (track.id ?? track.type) === id);
  }

  #isEmpty({ sources }: WantedTrack): boolean {
    const { visible } = this;
    return (
      sources !== undefined && visible !== undefined && patchwork(sources, visible).length === 0
    );
  }

  /** Rows that stay are chosen anew for the room there is. */
  place(): void {
    this.#placeSoon();
  }

  /** Tells where the rows lie, once igv has laid them out. */
  #placeSoon(): void {
    cancelAnimationFrame(this.#placing);
    this.#placing = requestAnimationFrame(() => this.#events.onPlaces(this.#pin(this.#places())));
  }

  #places(): RowPlace[] {
    return this.#browser.trackViews.flatMap((view): RowPlace[] => {
      const { track } = view;
      const id = track.id ?? track.type;
      if (id === undefined || id === 'ideogram') return [];
      const drawn = this.#tracks.get(id);
      const range = track.coverageTrack?.dataRange ?? track.dataRange;
      const height = heightNow(view);
      const hasScale = drawn?.wanted.row.kind === 'prediction' || drawn?.wanted.row.kind === 'file';
      return [
        {
          ...{ id, height, empty: drawn?.wanted.sources !== undefined && height === emptyHeight },
          ...(hasScale && range && { range: { min: range.min, max: range.max } }),
        },
      ];
    });
  }

  /** Ruler, sequence and genes stay while the others scroll by, as long as they leave the others room. */
  #pin(places: readonly RowPlace[]): RowPlace[] {
    const room = (this.#browser.columnContainer.getRootNode() as ShadowRoot).host.parentElement;
    let top = rowGap;
    let isPinned = true;
    return places.map((place) => {
      const row = this.#tracks.get(place.id)?.wanted.row;
      const stays = row === undefined || (row.kind === 'file' && row.track.kind === 'annotation');
      isPinned &&=
        stays && (place.id === 'ruler' || top + place.height < (room?.clientHeight ?? 0) * 0.45);
      const pinned = isPinned ? top : undefined;
      for (const { viewportElement } of this.#view(place.id)?.viewports ?? []) {
        stick(viewportElement, pinned);
        viewportElement.role = 'img';
        viewportElement.ariaLabel = row?.name ?? place.id;
      }
      if (isPinned) top += place.height + rowGap;
      return { ...place, pinned };
    });
  }

  /** Opens igv's own menu of a track, at the left end of its row. */
  openMenu(row: string): void {
    const view = this.#view(row);
    this.#inMenu = view && { row, track: view.track, options: optionsOf(view.track) };
    const popover = view?.trackGearPopup?.popover;
    view?.gear?.click();
    if (popover) popover.style.left = `${-this.#browser.calculateViewportWidth(1) - 14}px`;
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
    let top = rowGap;
    const rows = this.#places().flatMap(({ id, height, range }): NamedRow[] => {
      const row = this.#tracks.get(id)?.wanted.row;
      const isLog = row?.kind === 'prediction' && row.settings.log === true;
      const shown = range && shownRange(range, isLog);
      const own = { top, height, range: shown, isHeading: row?.kind === 'heading' };
      top += height + rowGap;
      const name = id === 'ruler' ? this.visible?.contig : row?.name;
      return name === undefined ? [] : [{ ...own, name }];
    });
    const { width, height } = this.#browser.columnContainer.getBoundingClientRect();
    // igv draws each row where it is seen: those that stay go back to their places for it.
    for (const { viewports } of this.#browser.trackViews) {
      for (const { viewportElement } of viewports) stick(viewportElement, undefined);
    }
    try {
      return wellFormed(svgWithNames(this.#browser.toSVG(), rows, { width, height }));
    } finally {
      this.#placeSoon();
    }
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
    this.#setHeights();
    this.#events.onMove(visible);
  }

  #dressRuler(): void {
    const ruler = this.#browser.trackViews.find(({ track }) => track.type === 'ruler');
    if (!ruler) return;
    dressRuler(ruler.track, () => this.#reads());
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

function heightNow({ viewports: [viewport] }: IgvTrackView): number {
  return viewport?.viewportElement.clientHeight ?? 0;
}

/** Keeps an element in sight, `top` px below the area's upper end. */
function stick({ style }: HTMLElement, top: number | undefined): void {
  style.position = top === undefined ? 'relative' : 'sticky';
  style.top = top === undefined ? '' : `${top}px`;
  style.zIndex = top === undefined ? '' : '60';
  style.background = top === undefined ? '' : '#ffffff';
  // What scrolls by is not seen through the gap above.
  style.boxShadow = top === undefined ? '' : `0 -${rowGap}px 0 #ffffff`;
}
