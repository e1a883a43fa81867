import { formatRegion, readAs } from '../../src-main/contract/index.ts';
import { basePairs, valueWithUnit } from '../words/amounts.ts';
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
export interface PredictionTools {
  readonly view: FetchView;
  /** Told instead of igv's own alert; the track stays empty. */
  readonly onError: (track: string, error: unknown) => void;
  readonly menu: (spec: PredictionSpec) => IgvMenuItem[];
}

/** Stands in a track's config for what it shows now: a run that is being computed goes on. */
interface Shown {
  spec: PredictionSpec;
}

/** `Promoter · Hawk tutorial · read as one: chrT1:1-1,000,000` */
export function predictionLabel(spec: PredictionSpec): string {
  const { info, layers } = spec;
  const [first, second] = layers;
  if (!first) return info.label;
  if (spec.alleles !== undefined) {
    return `${info.label} · filled: reference · line: with ${spec.alleles}`;
  }
  if (second) {
    const [filled, line] = [first, second].map(
      ({ model, interval }) => `${model}, ${formatRegion(interval)}`,
    );
    return `${info.label} · filled: ${filled} · line: ${line}`;
  }
  const state = isLive(spec) ? 'being computed, ' : '';
  return `${info.label} · ${first.model} · ${state}${readAs(first)}: ${formatRegion(first.interval)}`;
}

export function predictionConfig(
  spec: PredictionSpec,
  order: number,
  { view, onError }: PredictionTools,
): object {
  const name = predictionLabel(spec);
  const shown: Shown = { spec };
  return {
    type: 'prediction',
    id: spec.id,
    name,
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
  shownBy(track)!.spec = spec;
  const label = predictionLabel(spec);
  if (track.name !== label) track.name = label;
  for (const viewport of track.trackView?.viewports ?? []) {
    viewport.featureCache = undefined;
    // Otherwise igv would wait for a fetch under way, which may bring what there was before.
    viewport.loading = false;
    // igv paints anew what was painted for another window function.
    if (viewport.canvas?._data) viewport.canvas._data.windowFunction = 'outdated';
  }
  await track.trackView?.updateViews();
}

function shownBy(track: IgvTrack): Shown | undefined {
  return track.config?.['prediction'] as Shown | undefined;
}

/** Teaches igv the track type: one of its own signal tracks that draws itself our way. */
export function registerPredictionTrack(igv: Igv, tools: PredictionTools): void {
  igv.registerTrackCreatorFunction('prediction', async (config, browser) => {
    const track = await browser.createTrack({ ...config, type: 'wig' });
    const shown = config['prediction'] as Shown;
    const color = () => (typeof track.color === 'string' ? track.color : shown.spec.info.color);
    const range = () => track.dataRange ?? { min: 0, max: 1 };
    const own = {
      draw: (drawing: IgvDrawing) => drawPrediction(shown.spec, drawing, range(), color()),
      paintAxis: (context: CanvasRenderingContext2D, width: number, height: number) =>
        drawPredictionAxis(context, width, height, track.dataRange),
      doAutoscale: autoscale,
      hoverText: (click: IgvClickState) => hoverText(shown.spec, click),
      menuItemList: () => tools.menu(shown.spec),
      contextMenuItemList: () => tools.menu(shown.spec),
    };
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(track, name, { value, configurable: true });
    }
    return track;
  });
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'cache-missing';
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
        ...(wide ? [`${valueWithUnit(min, '')} to ${valueWithUnit(max, '')} in it`] : []),
        `${formatRegion({ contig: chr, start, end })} (${basePairs(end - start)})`,
        layers[layer]?.model ?? '',
      ].join('\n');
    })
    .join('\n\n');
}
