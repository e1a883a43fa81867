import type { FileOptions, Region } from '../../../src-main/contract/index.ts';
import { isOutOfView, type FetchView, type Row } from '../../../src-main/drawing/index.ts';
import { dressTrack } from './dress-track.ts';
import { areAlike } from './file-options.ts';
import { IgvMenu } from './igv-menu.ts';
import type { IgvBrowser, IgvTrack } from '../igv-types.ts';
import { layRows, setHeight, trackViewOf } from './lay-rows.ts';
import { plainText } from '../plain-text.ts';
import type { PredictionTrackContext } from '../tracks/index.ts';
import type { RowPlace } from './row-place.ts';
import { applyOptions } from './apply-options.ts';
import { sortReads } from './sort-reads.ts';
import { SequenceRow } from './sequence-row.ts';
import { SignalReader } from './signal-reader.ts';
import { readHeights } from './spare-room.ts';
import { heightOf, wantedTrack, type WantedTrack } from './wanted-tracks.ts';

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
  readonly #sequence: SequenceRow;
  readonly #context: PredictionTrackContext;
  /** All loci that are seen side by side. */
  readonly #visible: () => readonly Region[];
  readonly #tracks = new Map<string, DrawnTrack>();
  readonly #menu = new IgvMenu();
  #placing = 0;
  /** Rows of which nothing is drawn since too much is in view. */
  #tooWide = '';

  constructor(browser: IgvBrowser, events: RowEvents, visible: () => readonly Region[]) {
    this.#browser = browser;
    this.#events = events;
    this.#signals = new SignalReader(browser);
    this.#sequence = new SequenceRow(browser);
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
    // While one row after the other was added, a scrollbar may have come and gone.
    const width = this.#browser.calculateViewportWidth(
      this.#browser.referenceFrameList?.length ?? 1,
    );
    for (const { viewports } of views) viewports.forEach((viewport) => viewport.setWidth(width));
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
    dressTrack(track, row, {
      onScale: () => this.place(),
      onSettled: (settled) => this.#menu.noteSettled(track, settled),
    });
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
    trackViewOf(this.#browser, 'ruler')?.repaintViews();
    this.place();
  }

  /** A row has its height where something of it is in view; the others shrink to a line. */
  setHeights(): void {
    for (const { wanted, track } of this.#tracks.values()) {
      const view = track.trackView;
      if (isFilling(wanted)) continue;
      const height = heightOf(wanted, this.#isEmpty(wanted));
      if (view && height !== undefined) setHeight(view, height);
    }
    const rows = [...this.#tracks].filter(([, { track }]) => this.#isTooWide(track));
    const tooWide = rows.map(([id]) => id).join(' ');
    if (tooWide !== this.#tooWide) this.place();
    this.#tooWide = tooWide;
    this.#sequence.fit();
    this.#fill();
  }

  /** Reads take the room that the other rows leave. */
  #fill(): void {
    const filling = [...this.#tracks.values()].filter(({ wanted }) => isFilling(wanted));
    const views = filling.flatMap(({ track }) =>
      track.trackView ? [[track.trackView, this.#isTooWide(track)] as const] : [],
    );
    if (views.length === 0) return;
    for (const [view, height] of readHeights(this.#browser, new Map(views))) {
      setHeight(view, height);
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
    const isThere =
      drawn?.track === track || track === trackViewOf(this.#browser, 'sequence')?.track;
    if (isThere) this.#events.onOptions(row, changed);
  }

  /** A menu of igv's opens over what an event goes through. */
  watchMenu(path: readonly EventTarget[]): void {
    const [id, drawn] = this.#drawnAt(path) ?? [];
    if (id !== undefined && drawn) this.#menu.watch(id, drawn.track);
  }

  /** How the sequence is drawn: its strand, and with its reading frames or without. */
  drawSequence(options: FileOptions): void {
    this.#sequence.draw(options);
    this.place();
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
    const [id, drawn] = this.#drawnAt(path) ?? [];
    return drawn && isOurs(drawn.wanted.row) ? id : undefined;
  }

  #drawnAt(path: readonly EventTarget[]): [id: string, drawn: DrawnTrack] | undefined {
    return [...this.#tracks].find(
      ([
        ,
        {
          track: { trackView },
        },
      ]) => trackView?.viewports.some(({ viewportElement }) => path.includes(viewportElement)),
    );
  }

  /** Sorts reads by what they have in the middle of each locus; once more, the other way round. */
  sortReads(row: string, option: string): void {
    const view = trackViewOf(this.#browser, row);
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

/** What the window draws and has a menu for, not igv. */
function isOurs(row: Row): boolean {
  if (row.kind === 'file') return row.track.kind === 'signal';
  return row.kind !== 'heading';
}
