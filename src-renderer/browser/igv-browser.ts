import igvModule from 'igv';
import { formatRegion, type GenomeFiles, type Region } from '../../src-main/contract/index.ts';
import { browserConfig, sessionConfig } from './browser-config.ts';
import { keepCoverageScale } from './coverage-scale.ts';
import type { EffectChoice } from '../effects/index.ts';
import {
  clickedEffect,
  effectSpecOf,
  registerEffectTrack,
  type EffectTrackContext,
} from './effect-track.ts';
import { featureDetails, type FeatureDetails } from './feature-text.ts';
import { dressShadowRoot } from './igv-theme.ts';
import { onSchemeChange } from './screen-color.ts';
import type { Igv, IgvBrowser, IgvReferenceFrame, IgvRegion, IgvTrack } from './igv-types.ts';
import { plainText, wellFormed } from './plain-text.ts';
import { keepWordsPlain } from './plain-words.ts';
import { registerPredictionTrack, type PredictionTrackContext } from './prediction-track.ts';
import { wantedTracks, type DrawnTracks, type WantedTrack } from './wanted-tracks.ts';

const markColor = 'rgba(27,95,193,0.10)';

const igv = igvModule as unknown as Igv;

/** Events of the genome browser. */
export interface GenomeViewEvents extends PredictionTrackContext, EffectTrackContext {
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

type DrawnTrack = Pick<WantedTrack, 'form' | 'state'> & { readonly track: IgvTrack };

/**
 * igv.js behind the few words this window needs. One for the life of the page: igv leaks what it
 * registers on the document, so another genome is loaded into the same browser.
 */
export class GenomeView {
  readonly #browser: IgvBrowser;
  readonly #events: GenomeViewEvents;
  readonly #tracks = new Map<string, DrawnTrack>();
  /** What was asked for last. */
  #wanted: DrawnTracks | undefined;
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
    // igv's modal alert would hide the window; its message is shown with the other faults.
    browser.alert.present = (message) => events.onError('The genome browser', message);
    browser.on('locuschange', () => this.#moved());
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
    registerPredictionTrack(igv, events);
    registerEffectTrack(igv, events);
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
    });
  }

  /** Draws exactly these; what is drawn already stays, and changes in place where it can. */
  draw(tracks: DrawnTracks): Promise<void> {
    this.#wanted = tracks;
    return this.#queue(async () => {
      // A run that is being computed may change faster than it can be drawn.
      if (this.#wanted === tracks) await this.#draw(wantedTracks(tracks, this.#events));
    });
  }

  async #draw(wanted: ReadonlyMap<string, WantedTrack>): Promise<void> {
    for (const [id, { form, track }] of this.#tracks) {
      if (wanted.get(id)?.form === form) continue;
      this.#browser.removeTrack(track);
      this.#tracks.delete(id);
    }
    for (const [id, { form, state, name, config, renew }] of wanted) {
      const drawn = this.#tracks.get(id);
      if (drawn?.state === state) continue;
      try {
        const label = plainText(name);
        if (drawn) {
          if (drawn.track.name !== label) drawn.track.name = label;
          await renew(drawn.track);
        }
        const track = drawn?.track ?? (await this.#browser.loadTrack({ ...config(), name: label }));
        if (!track) continue;
        if (!drawn && track.type === 'alignment') keepCoverageScale(track);
        this.#tracks.set(id, { form, state, track });
      } catch (error) {
        this.#events.onError(name, error);
      }
    }
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
    return wellFormed(this.#browser.toSVG());
  }

  get size(): { width: number; height: number } {
    const { width, height } = this.#browser.columnContainer.getBoundingClientRect();
    return { width, height };
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
    this.#events.onMove(visible);
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
