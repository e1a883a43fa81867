import { formatRegion } from '../../src-main/contract/index.ts';
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
import { binsAt, fetchBins, type FetchView, type PredictionSpec } from './prediction-bins.ts';

/** What a predicted track needs of the window round it. */
export interface PredictionTools {
  readonly view: FetchView;
  /** Told instead of igv's own alert; the track stays empty. */
  readonly onError: (track: string, error: unknown) => void;
  readonly menu: (spec: PredictionSpec) => IgvMenuItem[];
}

/** `Promoter · Hawk tutorial · read as one: chrT1:1-1,000,000` */
export function predictionLabel({ info, layers }: PredictionSpec): string {
  const [first, second] = layers;
  if (!first) return info.label;
  if (second) {
    const [filled, line] = [first, second].map(
      ({ model, interval }) => `${model}, ${formatRegion(interval)}`,
    );
    return `${info.label} · filled: ${filled} · line: ${line}`;
  }
  return `${info.label} · ${first.model} · read as one: ${formatRegion(first.interval)}`;
}

export function predictionConfig(
  spec: PredictionSpec,
  order: number,
  { view, onError }: PredictionTools,
): object {
  const name = predictionLabel(spec);
  return {
    type: 'prediction',
    id: spec.id,
    name,
    order: placeOf('prediction') + order / 1000,
    height: 78,
    color: spec.info.color,
    removable: false,
    // The source answers with bins as wide as pixels already.
    windowFunction: 'none',
    ...(spec.info.unit === 'probability' ? { min: 0, max: 1 } : { autoscale: true }),
    prediction: spec,
    featureSource: {
      supportsWholeGenome: () => false,
      async getFeatures(request: IgvFeatureRequest) {
        try {
          return await fetchBins(spec, request, view);
        } catch (error) {
          onError(name, error);
          return [];
        }
      },
    },
  };
}

export function specOf(track: IgvTrack): PredictionSpec | undefined {
  return track.config?.['prediction'] as PredictionSpec | undefined;
}

/** Teaches igv the track type: one of its own signal tracks that draws itself our way. */
export function registerPredictionTrack(igv: Igv, tools: PredictionTools): void {
  igv.registerTrackCreatorFunction('prediction', async (config, browser) => {
    const track = await browser.createTrack({ ...config, type: 'wig' });
    const spec = config['prediction'] as PredictionSpec;
    const color = () => (typeof track.color === 'string' ? track.color : spec.info.color);
    const range = () => track.dataRange ?? { min: 0, max: 1 };
    const own = {
      draw: (drawing: IgvDrawing) => drawPrediction(spec, drawing, range(), color()),
      paintAxis: (context: CanvasRenderingContext2D, width: number, height: number) =>
        drawPredictionAxis(context, width, height, track.dataRange),
      doAutoscale: autoscale,
      hoverText: (click: IgvClickState) => hoverText(spec, click),
      menuItemList: () => tools.menu(spec),
      contextMenuItemList: () => tools.menu(spec),
    };
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(track, name, { value, configurable: true });
    }
    return track;
  });
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
