import { defined, formatRegion, basePairs, contextText } from '../../../src-main/contract/index.ts';
import {
  drawValues,
  leastLetterWidth,
  patchwork,
  rangeOf,
  sourcesShown,
  unitOf,
  fetchBins,
  graphOf,
  isDifference,
  isFile,
  colorOf,
  isLive,
  ownRange,
  predictionValues,
  withBases,
  type PredictionBin,
  type PredictionSource,
  type PredictionSpec,
  type ValueReads,
} from '../../../src-main/drawing/index.ts';
import { valueWithUnit } from '../../format/index.ts';
import { leaveGroups, scaleInGroup } from './group-scale.ts';
import { placeOf } from '../igv-place.ts';
import type {
  Igv,
  IgvBrowser,
  IgvClickState,
  IgvDrawing,
  IgvFeatureRequest,
  IgvTrack,
} from '../igv-types.ts';
import { binsAt } from './bins-at.ts';

/** What a predicted track needs of the window round it. */
export interface PredictionTrackContext {
  readonly reads: ValueReads;
  /** Called instead of igv's own alert; the track stays empty. */
  readonly onError: (track: string, error: unknown) => void;
}

/** Stands in a track's config for what it shows now: a run that is being computed goes on. */
interface ShownPrediction {
  spec: PredictionSpec;
}

export function predictionConfig(
  spec: PredictionSpec,
  { reads, onError }: PredictionTrackContext,
): object {
  const shown: ShownPrediction = { spec };
  return {
    type: 'prediction',
    color: colorOf(spec),
    // The source answers with bins as wide as pixels already.
    windowFunction: 'none',
    ...scaleOf(spec),
    prediction: shown,
    featureSource: {
      supportsWholeGenome: () => false,
      async getFeatures(request: IgvFeatureRequest) {
        try {
          return await fetchBins(shown.spec, request, reads);
        } catch (error) {
          // A job that was cancelled takes its run away; so will the window, when it hears of it.
          if (!(isLive(shown.spec) && isGone(error))) onError(shown.spec.info.label, error);
          return [];
        }
      },
    },
  };
}

/** igv's words for how the row is scaled. */
function scaleOf(
  spec: PredictionSpec,
): { autoscale: true } | { autoscale: false; min: number; max: number } {
  const own = ownRange(spec);
  return own ? { autoscale: false, ...own } : { autoscale: true };
}

function groupOf({ settings, group }: PredictionSpec): string | undefined {
  return settings.scale?.kind === 'group' ? group : undefined;
}

export function specOf(track: IgvTrack): PredictionSpec | undefined {
  return shownBy(track)?.spec;
}

/** The locus that was clicked, of those side by side, out of what igv hands on as its popup's rows. */
export function clickedViewport(
  popup: readonly unknown[] | undefined,
): IgvClickState['viewport'] | undefined {
  return (popup?.[0] as Partial<IgvClickState> | undefined)?.viewport;
}

/**
 * Shows another state of what a track shows: same track, other runs, layers or settings. What is drawn
 * stays until the new bins are here.
 */
export async function renewPrediction(track: IgvTrack, spec: PredictionSpec): Promise<void> {
  defined(shownBy(track)).spec = spec;
  track.color = colorOf(spec);
  if (groupOf(spec) === undefined) leaveGroups(track);
  const scale = scaleOf(spec);
  track.autoscale = scale.autoscale;
  if (!scale.autoscale) track.dataRange = { min: scale.min, max: scale.max };
  for (const viewport of track.trackView?.viewports ?? []) {
    viewport.featureCache = undefined;
    // Otherwise igv would wait for a fetch under way, which may bring what there was before.
    viewport.loading = false;
    // igv paints anew what was painted for another window function.
    if (viewport.canvas?._data) viewport.canvas._data.windowFunction = 'outdated';
  }
  await track.trackView?.updateViews();
}

function shownBy(track: IgvTrack): ShownPrediction | undefined {
  return track.config?.['prediction'] as ShownPrediction | undefined;
}

/** Registers the track type with igv: one of its own signal tracks that draws itself our way. */
export function registerPredictionTrack(igv: Igv): void {
  igv.registerTrackCreatorFunction('prediction', async (config, browser) => {
    const shown = config['prediction'] as ShownPrediction;
    const featureSource = lettered(config['featureSource'] as BinSource, shown, browser);
    const track = await browser.createTrack({ ...config, featureSource, type: 'wig' });
    const color = () => (typeof track.color === 'string' ? track.color : shown.spec.info.color);
    const range = () => track.dataRange ?? { min: 0, max: 1 };
    const own = {
      draw: (drawing: IgvDrawing) => {
        const bins = drawing.features as readonly PredictionBin[] | undefined;
        const values = predictionValues(shown.spec, bins, range(), color());
        drawValues(drawing.context, values, placeOf(drawing));
      },
      doAutoscale: (bins: readonly PredictionBin[]) =>
        scaleInGroup(track, groupOf(shown.spec), bins.length > 0 ? rangeOf(bins) : undefined),
      hoverText: (click: IgvClickState) => hoverText(shown.spec, click),
      popupData: ({ viewport }: IgvClickState) => [{ viewport }],
      contextMenuItemList: () => [],
    };
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(track, name, { value, configurable: true });
    }
    return track;
  });
}

interface BinSource {
  getFeatures(request: IgvFeatureRequest): Promise<PredictionBin[]>;
}

/** The same source, whose bins tell their bases where they are drawn as letters. */
function lettered(source: BinSource, shown: ShownPrediction, browser: IgvBrowser): BinSource {
  return {
    ...source,
    async getFeatures(request) {
      const { chr, start, end, bpPerPixel } = request;
      const isWide = shown.spec.info.bin === 1 && bpPerPixel * leastLetterWidth <= 1;
      if (graphOf(shown.spec) !== 'letters' || !isWide) return source.getFeatures(request);
      const from = Math.max(0, Math.floor(start));
      const [bins, sequence] = await Promise.all([
        source.getFeatures(request),
        // Without its letters a row is still a row.
        browser.genome?.getSequence(chr, from, Math.ceil(end)).catch(() => undefined),
      ]);
      return withBases(bins, sequence ?? '', from);
    },
  };
}

/** Deleted meanwhile: the run itself, or its values. */
function isGone(error: unknown): boolean {
  const gone = ['project-entry-unknown', 'cache-missing'];
  return error instanceof Error && 'code' in error && gone.includes(String(error.code));
}

function hoverText(spec: PredictionSpec, { genomicLocation, viewport }: IgvClickState) {
  const { info, layers, signals, window } = spec;
  const models = layers.flatMap(([source]) => (source && !isFile(source) ? [source.model] : []));
  const bins = binsAt(viewport.cachedFeatures, genomicLocation);
  const { chr } = viewport.referenceFrame;
  if (bins.length === 0 && isRead(sourcesShown(spec), chr, genomicLocation)) {
    return signals && isDifference(spec)
      ? `${info.label}: no value. Both need one here${spec.compared === 'log2 ratio' ? ', above zero' : ''}.`
      : `${info.label}: no value. The bases are all N here.`;
  }
  return bins
    .map(({ chr, start, end, value, min, max, layer, source }) => {
      const wide = max > min;
      const isOne = spec.compared !== undefined && spec.compared !== 'lines';
      const name = signals && !isOne ? (signals[layer]?.name ?? '') : info.label;
      // Of two that are compared each has its own unit.
      const unit = signals ? (isOne ? unitOf(spec) : '') : info.unit;
      return [
        `${name}${isOne && !signals ? ', difference' : ''} ${valueWithUnit(value, unit)}${wide ? ' (mean)' : ''}`,
        ...(wide ? [`range ${valueWithUnit(min, '')} to ${valueWithUnit(max, '')}`] : []),
        `${formatRegion({ contig: chr, start, end })} (${basePairs(end - start)})`,
        ...originOf(spec, source, models, isOne),
        ...(window === undefined
          ? []
          : [`less the same with the state reset every ${basePairs(window)}`]),
      ].join('\n');
    })
    .join('\n\n');
}

/** Whose a value is, in lines. */
function originOf(
  { signals }: PredictionSpec,
  source: PredictionSource,
  models: readonly string[],
  isOne: boolean,
): string[] {
  if (isOne)
    return [signals ? 'of the means of both in this bin' : `${models[1]} less ${models[0]}`];
  if (isFile(source)) return [source.file.name];
  return [`${source.model} · ${contextText(source, source.interval)}`];
}

/** Whether a finished run has read what is at a base. */
function isRead(sources: readonly PredictionSource[], contig: string, base: number): boolean {
  const finished = sources.filter(({ interval, end }) => interval && end === undefined);
  return patchwork(finished, { contig, start: base, end: base + 1 }).length > 0;
}
