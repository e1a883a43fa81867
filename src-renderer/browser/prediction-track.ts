import { formatRegion, defined } from '../../src-main/contract/index.ts';
import { basePairs, contextText, valueWithUnit } from '../format/index.ts';
import { placeOf } from './browser-config.ts';
import { drawPrediction, drawPredictionAxis } from './draw-prediction.ts';
import type {
  Igv,
  IgvClickState,
  IgvDrawing,
  IgvFeatureRequest,
  IgvMenuItem,
  IgvTrack,
} from './igv-types.ts';
import {
  binsAt,
  fetchBins,
  isLive,
  type FetchView,
  type PredictionSpec,
} from './prediction-bins.ts';

/** What a predicted track needs of the window round it. */
export interface PredictionTrackContext {
  readonly view: FetchView;
  /** Called instead of igv's own alert; the track stays empty. */
  readonly onError: (track: string, error: unknown) => void;
  readonly menu: (spec: PredictionSpec) => IgvMenuItem[];
}

/** Stands in a track's config for what it shows now: a run that is being computed goes on. */
interface ShownPrediction {
  spec: PredictionSpec;
}

/** `Promoter · Hawk tutorial 1.0.0 · Context: chrT1:1-1,000,000` */
export function predictionLabel(spec: PredictionSpec): string {
  const { info, layers } = spec;
  const [first, second] = layers;
  if (!first) return info.label;
  if (spec.alleles !== undefined) {
    return `${info.label} · filled: reference · line: ${spec.alleles}`;
  }
  if (second) {
    const [filled, line] = [first, second].map(
      ({ model, interval }) => `${model}, ${formatRegion(interval)}`,
    );
    return `${info.label} · filled: ${filled} · line: ${line}`;
  }
  const state = isLive(spec) ? 'computing · ' : '';
  return `${info.label} · ${first.model} · ${state}${contextText(first, first.interval)}`;
}

export function predictionConfig(
  spec: PredictionSpec,
  order: number,
  { view, onError }: PredictionTrackContext,
): object {
  const shown: ShownPrediction = { spec };
  return {
    type: 'prediction',
    id: spec.id,
    order: placeOf(spec.alleles === undefined ? 'prediction' : 'alleles') + order / 1000,
    height: 78,
    color: spec.info.color,
    removable: false,
    // The source answers with bins as wide as pixels already.
    windowFunction: 'none',
    ...(spec.info.unit === 'probability' ? { min: 0, max: 1 } : { autoscale: true }),
    prediction: shown,
    featureSource: {
      supportsWholeGenome: () => false,
      async getFeatures(request: IgvFeatureRequest) {
        try {
          return await fetchBins(shown.spec, request, view);
        } catch (error) {
          // A job that was cancelled takes its run away; so will the window, when it hears of it.
          if (!(isLive(shown.spec) && isGone(error))) onError(predictionLabel(shown.spec), error);
          return [];
        }
      },
    },
  };
}

export function specOf(track: IgvTrack): PredictionSpec | undefined {
  return shownBy(track)?.spec;
}

/**
 * Shows another state of what a track shows: same track, same number of layers. What is drawn stays
 * until the new bins are here.
 */
export async function renewPrediction(track: IgvTrack, spec: PredictionSpec): Promise<void> {
  defined(shownBy(track)).spec = spec;
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
export function registerPredictionTrack(igv: Igv, context: PredictionTrackContext): void {
  igv.registerTrackCreatorFunction('prediction', async (config, browser) => {
    const track = await browser.createTrack({ ...config, type: 'wig' });
    const shown = config['prediction'] as ShownPrediction;
    const color = () => (typeof track.color === 'string' ? track.color : shown.spec.info.color);
    const range = () => track.dataRange ?? { min: 0, max: 1 };
    const own = {
      draw: (drawing: IgvDrawing) => drawPrediction(shown.spec, drawing, range(), color()),
      paintAxis: (canvas: CanvasRenderingContext2D, width: number, height: number) =>
        drawPredictionAxis(canvas, width, height, track.dataRange),
      doAutoscale: autoscale,
      hoverText: (click: IgvClickState) => hoverText(shown.spec, click),
      menuItemList: () => context.menu(shown.spec),
      contextMenuItemList: () => context.menu(shown.spec),
    };
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(track, name, { value, configurable: true });
    }
    return track;
  });
}

/** Deleted meanwhile: the run itself, or its values. */
function isGone(error: unknown): boolean {
  const gone = ['project-entry-unknown', 'cache-missing'];
  return error instanceof Error && 'code' in error && gone.includes(String(error.code));
}

/** Ends of the scale where a unit has none of its own. */
function autoscale(features: readonly { min: number; max: number }[]) {
  let min = 0;
  let max = 0;
  for (const bin of features) {
    min = Math.min(min, bin.min);
    max = Math.max(max, bin.max);
  }
  return { min, max: max === min ? min + 1 : max };
}

function hoverText({ info, layers }: PredictionSpec, { genomicLocation, viewport }: IgvClickState) {
  return binsAt(viewport.cachedFeatures, genomicLocation)
    .map(({ chr, start, end, value, min, max, layer }) => {
      const wide = end - start > info.bin;
      return [
        `${info.label} ${valueWithUnit(value, info.unit)}${wide ? ' (mean)' : ''}`,
        ...(wide ? [`range ${valueWithUnit(min, '')} to ${valueWithUnit(max, '')}`] : []),
        `${formatRegion({ contig: chr, start, end })} (${basePairs(end - start)})`,
        layers[layer]?.model ?? '',
      ].join('\n');
    })
    .join('\n\n');
}
