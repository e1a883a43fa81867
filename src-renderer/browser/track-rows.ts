import type { Region } from '../../src-main/contract/index.ts';
import { emptyHeight, patchwork, type Row } from '../../src-main/drawing/index.ts';
import { askForBases } from './closed-view.ts';
import { drawThemed } from './themed-canvas.ts';
import { keepCoverageScale } from './coverage-scale.ts';
import {
  areAlike,
  changedOptions,
  onSettled,
  optionsOf,
  type FileOptions,
} from './file-options.ts';
import { rowGap } from './igv-theme.ts';
import type { IgvBrowser, IgvTrack, IgvTrackView } from './igv-types.ts';
import { plainText } from './plain-text.ts';
import type { PredictionTrackContext } from './prediction-track.ts';
import type { RowPlace } from './row-place.ts';
import { nameByGene } from './gene-names.ts';
import { heightOf, wantedTrack, type WantedTrack } from './wanted-tracks.ts';

/** bp a px up to which igv draws the sequence. */
const widestSequence = 10;

/** What rows tell the window. */
export interface RowEvents extends PredictionTrackContext {
  /** Rows lie elsewhere, or have other scales; ruler and sequence among them, from top to bottom. */
  readonly onPlaces: (places: readonly RowPlace[]) => void;
  /** What a person changed in igv's own menu of a file. */
  readonly onOptions: (row: string, changed: FileOptions) => void;
}

type DrawnTrack = {
  readonly wanted: WantedTrack;
  readonly track: IgvTrack;
  /** How igv draws a file, as far as it was chosen. */
  readonly options?: FileOptions | undefined;
};

/** The rows that igv draws: which, in what order, how high, and which of them stay in sight. */
export class TrackRows {
  readonly #browser: IgvBrowser;
  readonly #events: RowEvents;
  /** All loci that are seen side by side. */
  readonly #visible: () => readonly Region[];
  readonly #tracks = new Map<string, DrawnTrack>();
  #placing = 0;
  /** The row whose menu of igv's was opened last, and how it was drawn then. */
  #inMenu: { row: string; track: IgvTrack; options: FileOptions } | undefined;
  /** px that the sequence takes where it is drawn. */
  #sequenceHeight = 0;

  constructor(browser: IgvBrowser, events: RowEvents, visible: () => readonly Region[]) {
    this.#browser = browser;
    this.#events = events;
    this.#visible = visible;
  }

  /** igv has taken all tracks away. */
  clear(): void {
    this.#tracks.clear();
  }

  /** Draws exactly these, in this order; what is drawn already stays, and changes in place where it can. */
  async draw(rows: readonly Row[]): Promise<void> {
    const wanted = rows.map((row) => wantedTrack(row, this.#events));
    const wantedById = new Map(wanted.map((one) => [one.row.id, one]));
    for (const [id, { wanted: before, track, options }] of this.#tracks) {
      const now = wantedById.get(id);
      if (now?.form === before.form && areAlike(now.options, options)) continue;
      this.#browser.removeTrack(track);
      this.#tracks.delete(id);
    }
    const drawn = await Promise.all(wanted.map((one, index) => this.#attempt(one, index + 1)));
    this.#arrange(wanted);
    // All that is new at once: igv's own loading of a track lays out and draws all others anew.
    const views = drawn.flatMap((track) => track?.trackView ?? []);
    await Promise.all(views.map((view) => view.updateViews()));
    this.#arrange(wanted);
  }

  /** The track, if it is new and is still to be drawn. */
  async #attempt(wanted: WantedTrack, order: number): Promise<IgvTrack | undefined> {
    const { row, state } = wanted;
    try {
      const known = this.#tracks.get(row.id);
      if (!known) return await this.#add(wanted, order);
      this.#tracks.set(row.id, { ...known, wanted });
      if (known.wanted.state !== state) await wanted.renew(known.track);
    } catch (error) {
      this.#events.onError(row.name, error);
    }
    return undefined;
  }

  async #add(wanted: WantedTrack, order: number): Promise<IgvTrack> {
    const { row } = wanted;
    const height = heightOf(wanted, this.#isEmpty(wanted));
    const own = {
      ...{ id: row.id, name: plainText(row.name), order, removable: false },
      ...(height !== undefined && { height }),
    };
    const track = await this.#browser.createTrack({ ...wanted.config(), ...own });
    await this.#browser.addTrack(track);
    for (const { viewportElement } of track.trackView?.viewports ?? []) {
      // The column has the name.
      viewportElement.querySelector('.igv-track-label')?.remove();
    }
    if (track.type === 'alignment') {
      askForBases(track);
      keepCoverageScale(track);
      onSettled(track, (settled) => this.#noteSettled(track, settled));
    }
    if (track.type === 'annotation') nameByGene(track);
    drawThemed(track);
    // Of igv's axis only the moment is left at which a scale may have changed.
    if ('paintAxis' in track) {
      const paintAxis = () => this.place();
      Object.defineProperty(track, 'paintAxis', { value: paintAxis, configurable: true });
    }
    this.#tracks.set(row.id, { wanted, track, options: wanted.options });
    return track;
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
    this.setHeights();
    this.#view('ruler')?.repaintViews();
    this.place();
  }

  /** A row has its height where something of it is in view; the others shrink to a line. */
  setHeights(): void {
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
    const frames = this.#browser.referenceFrameList ?? [];
    const isNear = frames.some(({ bpPerPixel }) => bpPerPixel <= widestSequence);
    const isOpen = heightNow(sequence) > 1;
    if (isOpen && !isNear) this.#sequenceHeight = heightNow(sequence);
    if (isOpen !== isNear) sequence.setTrackHeight(isNear ? this.#sequenceHeight : 1, true);
  }

  /** What was changed in igv's menu of a file belongs to the project. */
  noteOptions(): void {
    const { row, track, options } = this.#inMenu ?? {};
    const drawn = row === undefined ? undefined : this.#tracks.get(row);
    if (row === undefined || !options || !drawn || drawn.track !== track) return;
    const changed = changedOptions(options, optionsOf(track));
    if (Object.keys(changed).length === 0) return;
    this.#inMenu = { row, track, options: { ...options, ...changed } };
    this.#tracks.set(row, { ...drawn, options: { ...drawn.options, ...changed } });
    this.#events.onOptions(row, changed);
  }

  /** What igv settled on while its menu was open was there before all that is chosen in it. */
  #noteSettled(track: IgvTrack, settled: FileOptions): void {
    const open = this.#inMenu;
    if (open?.track === track) this.#inMenu = { ...open, options: { ...settled, ...open.options } };
  }

  /** By a row's id, or `ruler` or `sequence`. */
  #view(id: string): IgvTrackView | undefined {
    return this.#browser.trackViews.find(({ track }) => (track.id ?? track.type) === id);
  }

  #isEmpty({ sources }: WantedTrack): boolean {
    const visible = this.#visible();
    return (
      sources !== undefined &&
      visible.length > 0 &&
      visible.every((region) => patchwork(sources, region).length === 0)
    );
  }

  /** Tells where the rows lie, once igv has laid them out. */
  place(): void {
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
          ...(track.type === 'alignment' && { sampled: isSampled(view) }),
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

  /** The row of ours that an event is over, by the elements that it goes through. */
  rowAt(path: readonly EventTarget[]): string | undefined {
    const isOver = ({ viewports = [] }: Partial<IgvTrackView>) =>
      viewports.some(({ viewportElement }) => path.includes(viewportElement));
    const ours = [...this.#tracks].filter(
      ([, { wanted }]) => wanted.row.kind === 'prediction' || wanted.row.kind === 'effects',
    );
    return ours.find(([, { track }]) => isOver(track.trackView ?? {}))?.[0];
  }

  /** Opens igv's own menu of a track, at the left end of its row. */
  openMenu(row: string): void {
    const view = this.#view(row);
    this.#inMenu = view && { row, track: view.track, options: optionsOf(view.track) };
    const popover = view?.trackGearPopup?.popover;
    view?.gear?.click();
    if (!popover) return;
    popover.style.left = `${-this.#browser.calculateViewportWidth(1) - 14}px`;
    // The whole of it in sight.
    const over = popover.getBoundingClientRect().bottom - globalThis.innerHeight + 8;
    if (over > 0) popover.style.top = `${popover.offsetTop - over}px`;
    this.#liftWhileOpen(popover);
  }

  /** Sorts reads by the base that they have in the middle of each locus; once more, the other way round. */
  sortReads(row: string): void {
    const view = this.#view(row);
    if (!view) return;
    const before = view.track.sortObject;
    for (const viewport of view.viewports) {
      const { chr, start, end } = viewport.referenceFrame;
      const position = Math.floor((start + end) / 2);
      const isSame = before?.position === position && before.chr === chr;
      const order = {
        ...{ chr, position, option: 'BASE', direction: !(isSame && before.direction) },
        sortAsPairs: view.track.viewAsPairs ?? false,
      };
      view.track.sortObject = order;
      const reads = viewport.cachedFeatures as { sortRows?(order: object): void } | undefined;
      reads?.sortRows?.(order);
    }
    view.repaintViews();
  }

  /** Sorts the reads of all files by the base that they have at a place, those that come later too. */
  sortReadsAt({ contig: chr, start: position }: Region): void {
    for (const { track, viewports } of this.#browser.trackViews) {
      if (track.type !== 'alignment') continue;
      const order = {
        ...{ chr, position, option: 'BASE', direction: true },
        sortAsPairs: track.viewAsPairs ?? false,
      };
      track.sortObject = order;
      for (const { referenceFrame, cachedFeatures } of viewports) {
        const reads = cachedFeatures as { sortRows?(order: object): void } | undefined;
        if (referenceFrame.chr === chr) reads?.sortRows?.(order);
      }
    }
  }

  /** The column's headings lie over igv, but not over a menu of it. */
  #liftWhileOpen(popover: HTMLElement): void {
    const { host } = this.#browser.columnContainer.getRootNode() as ShadowRoot;
    host.classList.add('menu-open');
    const observer = new MutationObserver(() => {
      if (popover.style.display !== 'none' && popover.isConnected) return;
      host.classList.remove('menu-open');
      observer.disconnect();
    });
    observer.observe(popover, { attributes: true, attributeFilter: ['style'] });
  }
}

function isSampled({ viewports }: IgvTrackView): boolean {
  return viewports.some(({ cachedFeatures }) => {
    const reads = cachedFeatures as { hasDownsampledIntervals?(): boolean } | undefined;
    return reads?.hasDownsampledIntervals?.() ?? false;
  });
}

function heightNow({ viewports: [viewport] }: IgvTrackView): number {
  return viewport?.viewportElement.clientHeight ?? 0;
}

/** Keeps an element in sight, `top` px below the area's upper end. */
function stick({ style }: HTMLElement, top: number | undefined): void {
  style.position = top === undefined ? 'relative' : 'sticky';
  style.top = top === undefined ? '' : `${top}px`;
  style.zIndex = top === undefined ? '' : '60';
  style.background = top === undefined ? '' : 'var(--page)';
  // What scrolls by is not seen through the gap above.
  style.boxShadow = top === undefined ? '' : `0 -${rowGap}px 0 var(--page)`;
}
