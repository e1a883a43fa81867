import type { Region } from '../../../src-main/contract/index.ts';
import { isOutOfView, type FetchView, type Row } from '../../../src-main/drawing/index.ts';
import { askForBases } from './closed-view.ts';
import { drawThemed } from './themed-canvas.ts';
import { keepCoverageScale } from './coverage-scale.ts';
import { areAlike, onSettled, type FileOptions } from './file-options.ts';
import { IgvMenu } from './igv-menu.ts';
import type { IgvBrowser, IgvTrack, IgvTrackView } from '../igv-types.ts';
import { heightNow, layRows } from './lay-rows.ts';
import { plainText } from '../plain-text.ts';
import { dressSignal, type PredictionTrackContext } from '../tracks/index.ts';
import type { RowPlace } from './row-place.ts';
import { drawOwnNames } from './feature-names.ts';
import { nameByGene } from './gene-names.ts';
import { applyOptions } from './apply-options.ts';
import { sortReads } from './sort-reads.ts';
import { SignalReader } from './signal-reader.ts';
import { readHeights } from './spare-room.ts';
import { heightOf, wantedTrack, type WantedTrack } from './wanted-tracks.ts';

/** px of the sequence, and of it with its reading frames, as igv lays them out. */
const [sequenceHeight, framesHeight] = [25, 115];

/** bp a px up to which igv draws the sequence. */
const widestSequence = 10;

/** What rows tell the window. */
export interface RowEvents extends Pick<PredictionTrackContext, 'onError'> {
  /** Values of runs and alleles. */
  readonly view: FetchView;
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
  readonly #signals: SignalReader;
  readonly #context: PredictionTrackContext;
  /** All loci that are seen side by side. */
  readonly #visible: () => readonly Region[];
  readonly #tracks = new Map<string, DrawnTrack>();
  readonly #menu = new IgvMenu();
  #placing = 0;
  /** Rows of which nothing is drawn since too much is in view. */
  #tooWide = '';
  /** px that the sequence takes where it is drawn. */
  #sequenceHeight = 0;

  constructor(browser: IgvBrowser, events: RowEvents, visible: () => readonly Region[]) {
    this.#browser = browser;
    this.#events = events;
    this.#signals = new SignalReader(browser);
    this.#context = {
      reads: { view: events.view, signal: this.#signals.read },
      onError: (track, error) => events.onError(track, error),
    };
    this.#visible = visible;
  }

  /** igv has taken all tracks away. */
  clear(): void {
    this.#tracks.clear();
    this.#signals.clear();
  }

  /** Draws exactly these, in this order; what is drawn already stays, and changes in place where it can. */
  async draw(rows: readonly Row[]): Promise<void> {
    const wanted = rows.map((row) => wantedTrack(row, this.#context));
    const wantedById = new Map(wanted.map((one) => [one.row.id, one]));
    for (const [id, { wanted: before, track, options }] of this.#tracks) {
      const now = wantedById.get(id);
      if (now?.form === before.form && areAlike(now.options, options)) continue;
      if (now?.form === before.form && applyOptions(track, options ?? {}, now.options ?? {})) {
        this.#tracks.set(id, { wanted: before, track, options: now.options });
        continue;
      }
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
      if (row.settings.log) track.logScale = true;
      onSettled(track, (settled) => this.#menu.noteSettled(track, settled));
    }
    if (track.type === 'annotation') {
      nameByGene(track);
      drawOwnNames(track);
    }
    if (row.kind === 'file' && row.track.kind === 'signal') dressSignal(track, row.settings);
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
      if (isFilling(wanted)) continue;
      const height = heightOf(wanted, this.#isEmpty(wanted));
      if (view && height !== undefined && heightNow(view) !== height) {
        view.setTrackHeight(height, true);
      }
    }
    const rows = [...this.#tracks].filter(([, { track }]) => this.#isTooWide(track));
    const tooWide = rows.map(([id]) => id).join(' ');
    if (tooWide !== this.#tooWide) this.place();
    this.#tooWide = tooWide;
    // Where its letters are too narrow to be drawn, the sequence needs no room.
    const sequence = this.#view('sequence');
    if (sequence) this.#fitSequence(sequence);
    this.#fill();
  }

  #fitSequence(sequence: IgvTrackView): void {
    this.#sequenceHeight ||= heightNow(sequence);
    const frames = this.#browser.referenceFrameList ?? [];
    const isNear = frames.some(({ bpPerPixel }) => bpPerPixel <= widestSequence);
    const isOpen = heightNow(sequence) > 1;
    if (isOpen && !isNear) this.#sequenceHeight = heightNow(sequence);
    if (isOpen !== isNear) sequence.setTrackHeight(isNear ? this.#sequenceHeight : 1, true);
  }

  /** Reads take the room that the other rows leave. */
  #fill(): void {
    const filling = [...this.#tracks.values()].filter(({ wanted }) => isFilling(wanted));
    const views = filling.flatMap(({ track }) =>
      track.trackView ? [[track.trackView, this.#isTooWide(track)] as const] : [],
    );
    if (views.length === 0) return;
    for (const [view, height] of readHeights(this.#browser, new Map(views))) {
      if (heightNow(view) !== height) view.setTrackHeight(height, true);
    }
  }

  /** What was changed in igv's menu of a file belongs to the project. */
  noteOptions(): void {
    const noted = this.#menu.takeChanges();
    if (!noted) return;
    const { row, track, changed } = noted;
    const drawn = this.#tracks.get(row);
    if (drawn?.track === track) {
      this.#tracks.set(row, { ...drawn, options: { ...drawn.options, ...changed } });
    }
    const isThere = drawn?.track === track || track === this.#view('sequence')?.track;
    if (isThere) this.#events.onOptions(row, changed);
  }

  /** A menu of igv's opens over what an event goes through. */
  watchMenu(path: readonly EventTarget[]): void {
    const drawn = [...this.#tracks].find(([, { track }]) => isOver(track.trackView, path));
    if (drawn) this.#menu.watch(drawn[0], drawn[1].track);
  }

  /** How the sequence is drawn: its strand, and with its reading frames or without. */
  drawSequence({ frameTranslate = false, reversed = false }: FileOptions): void {
    const view = this.#view('sequence');
    if (!view) return;
    const { track } = view;
    Object.assign(track, { frameTranslate: frameTranslate === true, reversed: reversed === true });
    this.#sequenceHeight = track.frameTranslate ? framesHeight : sequenceHeight;
    const isOpen = heightNow(view) > 1;
    view.viewports.forEach((viewport) => viewport.setContentHeight(this.#sequenceHeight));
    if (isOpen) view.setTrackHeight(this.#sequenceHeight, true);
    view.repaintViews();
    this.place();
  }

  /** By a row's id, or `ruler` or `sequence`. */
  #view(id: string): IgvTrackView | undefined {
    return this.#browser.trackViews.find(({ track }) => (track.id ?? track.type) === id);
  }

  /** Nothing of it is in view, or as good as nothing. */
  #isEmpty({ sources, leastShare }: WantedTrack): boolean {
    const visible = this.#visible();
    if (sources === undefined || visible.length === 0) return false;
    return visible.every((region) => isOutOfView(sources, region, leastShare));
  }

  #isTooWide({ visibilityWindow = 0 }: IgvTrack): boolean {
    const visible = this.#visible();
    if (visibilityWindow <= 0 || visible.length === 0) return false;
    return visible.every(({ start, end }) => end - start > visibilityWindow);
  }

  /** Tells where the rows lie, once igv has laid them out. */
  place(): void {
    cancelAnimationFrame(this.#placing);
    this.#placing = requestAnimationFrame(() => {
      this.#fill();
      const places = layRows(
        this.#browser,
        (id) => this.#tracks.get(id)?.wanted,
        (track) => this.#isTooWide(track),
      );
      this.#events.onPlaces(places);
    });
  }

  /** The row of ours that an event is over, by the elements that it goes through. */
  rowAt(path: readonly EventTarget[]): string | undefined {
    const ours = [...this.#tracks].filter(
      ([
        ,
        {
          wanted: { row },
        },
      ]) =>
        ['prediction', 'effects', 'base map'].includes(row.kind) ||
        (row.kind === 'file' && row.track.kind === 'signal'),
    );
    return ours.find(([, { track }]) => isOver(track.trackView, path))?.[0];
  }

  /** Sorts reads by what they have in the middle of each locus; once more, the other way round. */
  sortReads(row: string, option: string): void {
    const view = this.#view(row);
    if (!view) return;
    this.#menu.watch(row, view.track);
    sortReads(view, option);
    this.noteOptions();
  }
}

/** Reads whose height was not chosen. */
function isFilling({ row }: WantedTrack): boolean {
  return row.kind === 'file' && row.track.kind === 'alignment' && row.settings.height === undefined;
}

function isOver(view: IgvTrackView | undefined, path: readonly EventTarget[]): boolean {
  return (view?.viewports ?? []).some(({ viewportElement }) => path.includes(viewportElement));
}
