/**
 * What this program uses of igv.js 3.8.10. Its own declarations lack most of it (`featureSource`,
 * `loadDefaultGenomes`, track creators), so the facade casts to these once.
 */
export interface IgvReferenceFrame {
  readonly chr: string;
  /** bp, 0-based; may be a fraction. */
  start: number;
  end: number;
  bpPerPixel: number;
  shiftPixels(pixels: number, viewportWidth: number, clamp?: boolean): boolean;
  /** Changes the frame at once, and has `browser` draw where it changed. */
  zoomWithScaleFactor(
    browser: { minimumBases(): number; updateViews(): Promise<void> },
    factor: number,
    viewportWidth: number,
    centre: number | undefined,
  ): Promise<void>;
  /** HTML, for a view split in two; `pixels`: its width. */
  getMultiLocusLabel(pixels: number): string;
  getMultiLocusLabelBPLengthOnly(pixels: number): string;
}

/** How reads are sorted; `direction`: ascending. */
export interface IgvSort {
  readonly chr: string;
  readonly position: number;
  readonly option: string;
  readonly direction: boolean;
  /** Of option `TAG`. */
  readonly tag?: string;
  readonly sortAsPairs?: boolean;
}

/** How igv draws reads, as far as it is changed from outside. */
interface IgvAlignments {
  colorBy?: string | undefined;
  groupBy?: string | undefined;
  /** Lays the reads out anew, and draws them. */
  repackAlignments(): void;
}

/** What was drawn, and of which part of the genome. */
type IgvCanvas = HTMLCanvasElement & {
  readonly _data?: {
    windowFunction?: string;
    readonly bpStart: number;
    readonly bpPerPixel: number;
  };
};

interface IgvViewport {
  readonly referenceFrame: IgvReferenceFrame;
  readonly viewportElement: HTMLElement;
  readonly cachedFeatures?: readonly unknown[] | undefined;
  featureCache?: object | undefined;
  /** The stretch that is being fetched. */
  loading?: object | false | undefined;
  readonly canvas?: IgvCanvas | undefined;
  /** px */
  setContentHeight(height: number): void;
  /** px */
  setWidth(width: number): void;
}

export interface IgvTrackView {
  readonly track: IgvTrack;
  readonly viewports: readonly IgvViewport[];
  updateViews(): Promise<void>;
  /** Draws what is loaded once more. */
  repaintViews(): void;
  /** px */
  setTrackHeight(height: number, force: boolean): void;
}

export interface IgvTrack {
  readonly id?: string;
  /** Setting it changes what is written on the track, as HTML. */
  name?: string;
  readonly type?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  color?: string | ((feature: unknown) => string);
  /** Of values below zero, of features of the reverse strand, or of alternative alleles. */
  readonly altColor?: string | ((feature: unknown) => string);
  /** Of variants: what they are coloured by, and the colour of the reference's share where that is `AF`. */
  readonly colorBy?: string | undefined;
  readonly refColor?: string;
  /** Of reads: their coverage on a logarithmic scale. */
  logScale?: boolean;
  dataRange?: { min: number; max: number };
  autoscale?: boolean;
  /** Of reads. */
  sortObject?: IgvSort | undefined;
  readonly viewAsPairs?: boolean;
  readonly alignmentTrack?: IgvAlignments;
  /** Of the sequence. */
  frameTranslate?: boolean;
  reversed?: boolean;
  order?: number;
  /** bp beyond which igv draws nothing of it, but asks to zoom in; none where it is not above 0. */
  readonly visibilityWindow?: number | undefined;
  /** Of reads: what their coverage is drawn with. */
  readonly coverageTrack?: { readonly dataRange?: { min: number; max: number } };
  readonly trackView?: IgvTrackView;
  /** Where its features come from; answers once for a stretch. */
  readonly featureSource?: { getFeatures(request: unknown): Promise<unknown> };
  /** Its settings as a session of igv's holds them. */
  getState?(): Readonly<Record<string, unknown>>;
  getFeatures?(chr: string, start: number, end: number, ...others: unknown[]): Promise<unknown>;
  draw(options: IgvDrawing): void;
  clearCachedFeatures(): void;
  updateViews(): void;
}

/** What igv hands to a track that is to draw itself. Pixels are CSS pixels. */
export interface IgvDrawing {
  readonly context: CanvasRenderingContext2D;
  readonly features: readonly unknown[] | undefined;
  readonly bpStart: number;
  readonly bpPerPixel: number;
  readonly pixelWidth: number;
  readonly pixelHeight: number;
  /** px that are seen: a screen is painted wider, to be dragged. */
  readonly viewportWidth: number;
  readonly referenceFrame: IgvReferenceFrame;
}

export interface IgvClickState {
  readonly genomicLocation: number;
  /** px from the top of the track. */
  readonly y: number;
  readonly referenceFrame: IgvReferenceFrame;
  readonly viewport: IgvViewport;
}

export interface IgvFeatureRequest {
  readonly chr: string;
  readonly start: number;
  readonly end: number;
  readonly bpPerPixel: number;
}

/** A region of interest; 0-based half-open. */
export interface IgvRegion {
  readonly chr: string;
  readonly start: number;
  readonly end: number;
  /** Of a feature of an annotation. */
  readonly strand?: string | undefined;
}

interface IgvMenuItem {
  readonly label: string;
  readonly click: () => void;
}

export interface IgvBrowser {
  /** From top to bottom, ruler and sequence included. */
  readonly trackViews: readonly IgvTrackView[];
  reorderTracks(): void;
  readonly referenceFrameList?: readonly IgvReferenceFrame[];
  readonly columnContainer: HTMLElement;
  readonly alert: { present(message: unknown, callback?: () => void): void };
  readonly roiManager: {
    clearROIs(): void;
    readonly roiMenu: { menuItems: (feature: IgvRegion) => IgvMenuItem[] };
  };
  /** Menus of the right mouse button; of an entry, text and label are HTML. */
  readonly menuPopup: { presentTrackContextMenu(event: Event, items: readonly unknown[]): void };
  /** The menu of a track's gear. */
  readonly menuUtils: {
    trackMenuItemList(view: unknown): unknown[];
    defaultMenuItems(view: unknown): unknown[];
  };
  readonly inputDialog: { readonly value: string; readonly _input: HTMLInputElement };
  /** Bases, 0-based half-open. */
  readonly genome?: {
    getSequence(chr: string, start: number, end: number): Promise<string | undefined>;
  };
  createTrack(config: object): Promise<IgvTrack>;
  /** Makes room for it; it is drawn by its `updateViews`. */
  addTrack(track: IgvTrack): Promise<unknown>;
  removeTrack(track: IgvTrack): void;
  loadSession(session: object): Promise<void>;
  loadROI(sets: readonly object[]): Promise<void>;
  search(locus: string): Promise<boolean>;
  removeMultiLocusPanel(frame: IgvReferenceFrame): Promise<void>;
  /** bp that are seen at least. */
  minimumBases(): number;
  updateViews(): Promise<void>;
  repaintViews(): void;
  visibilityChange(): Promise<void>;
  calculateViewportWidth(columns: number): number;
  on(event: string, listener: (...values: never[]) => unknown): void;
}

export interface Igv {
  createBrowser(host: HTMLElement, config: object): Promise<IgvBrowser>;
  registerTrackCreatorFunction(
    type: string,
    create: (config: Record<string, unknown>, browser: IgvBrowser) => unknown,
  ): void;
}
