import type { RowSettings } from '../../../src-main/contract/index.ts';
import {
  drawValues,
  pixelBins,
  rangeOf,
  signalColor,
  signalValues,
  summarised,
  type SignalBin,
} from '../../../src-main/drawing/index.ts';
import { leaveGroups, scaleInGroup } from './group-scale.ts';
import { columnsOf, type IgvValue } from './igv-values.ts';
import { placeOf } from '../igv-place.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';

/** All signals of the user's that are scaled as one. */
const group = 'signals';

/** How tracks of files of values are drawn now. */
const shown = new WeakMap<IgvTrack, RowSettings>();

/** Has a file's values be drawn as a model's are, and as figures have them. */
export function dressSignal(track: IgvTrack, settings: RowSettings): void {
  shown.set(track, settings);
  const lookOf = () => shown.get(track) ?? {};
  const binsOf = lastBins();
  const colors = () => ({
    color: typeof track.color === 'string' ? track.color : signalColor,
    below: typeof track.altColor === 'string' ? track.altColor : undefined,
  });
  const own = {
    draw: (drawing: IgvDrawing) => {
      const range = track.dataRange ?? { min: 0, max: 1 };
      const { features, bpPerPixel } = drawing;
      const bins = features && binsOf(features as readonly IgvValue[], bpPerPixel, lookOf());
      drawValues(drawing.context, signalValues(lookOf(), bins, range, colors()), placeOf(drawing));
    },
    doAutoscale: () => {
      const isOne = lookOf().scale?.kind === 'group';
      const bins = pixelsInView(track, lookOf());
      return scaleInGroup(track, isOne ? group : undefined, bins[0] && rangeOf(bins));
    },
  };
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(track, name, { value, configurable: true });
  }
}

/** Draws a file's values another way: scale, logarithm, kind of graph. */
export async function renewSignal(track: IgvTrack, settings: RowSettings): Promise<void> {
  shown.set(track, settings);
  const { scale } = settings;
  if (scale?.kind !== 'group') leaveGroups(track);
  track.autoscale = scale?.kind !== 'fixed';
  if (scale?.kind === 'fixed') track.dataRange = { min: scale.min, max: scale.max };
  await track.trackView?.updateViews();
  track.trackView?.repaintViews();
}

/** What is drawn of all loci side by side, each by its own pixels. */
function pixelsInView({ trackView }: IgvTrack, settings: RowSettings): readonly SignalBin[] {
  return (trackView?.viewports ?? []).flatMap(({ cachedFeatures, referenceFrame }) => {
    const { start, end, bpPerPixel } = referenceFrame;
    const seen = ((cachedFeatures ?? []) as readonly IgvValue[]).filter(
      (one) => one.end > start && one.start < end,
    );
    return pixelsOf(seen, bpPerPixel, settings);
  });
}

/** Values as they are drawn: of those that share a pixel their mean, or what was chosen. */
function pixelsOf(
  features: readonly IgvValue[],
  bpPerPixel: number,
  settings: RowSettings,
): readonly SignalBin[] {
  return summarised(
    pixelBins(columnsOf(features), { start: 0, end: Infinity }, bpPerPixel),
    settings,
  );
}

/** The same while features, zoom and choice are. */
function lastBins(): typeof pixelsOf {
  let last: { readonly of: readonly unknown[]; readonly bins: readonly SignalBin[] } | undefined;
  return (features, bpPerPixel, settings) => {
    const of = [features, bpPerPixel, settings];
    if (last?.of.every((one, i) => one === of[i])) return last.bins;
    const bins = pixelsOf(features, bpPerPixel, settings);
    last = { of, bins };
    return bins;
  };
}
