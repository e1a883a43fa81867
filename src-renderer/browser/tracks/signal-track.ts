import type { RowSettings } from '../../../src-main/contract/index.ts';
import {
  drawValues,
  rangeOf,
  signalColor,
  signalValues,
  type SignalBin,
} from '../../../src-main/drawing/index.ts';
import { leaveGroups, scaleInGroup } from './group-scale.ts';
import { placeOf } from '../igv-place.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';

/** All signals of the user's that are scaled as one. */
const group = 'signals';

/** How tracks of files of values are drawn now. */
const shown = new WeakMap<IgvTrack, RowSettings>();

/** Has a file's values be drawn as a model's are, and as figures have them. */
export function dressSignal(track: IgvTrack, settings: RowSettings): void {
  shown.set(track, settings);
  const binsOf = lastBins();
  const colors = () => ({
    color: typeof track.color === 'string' ? track.color : signalColor,
    below: typeof track.altColor === 'string' ? track.altColor : undefined,
  });
  const own = {
    draw: (drawing: IgvDrawing) => {
      const range = track.dataRange ?? { min: 0, max: 1 };
      const now = shown.get(track) ?? {};
      const values = signalValues(now, binsOf(drawing.features), range, colors());
      drawValues(drawing.context, values, placeOf(drawing));
    },
    doAutoscale: (features: readonly { readonly value: number }[]) => {
      const isOne = shown.get(track)?.scale?.kind === 'group';
      const own = features.length > 0 ? rangeOf(features.map(rangeOfOne)) : undefined;
      return scaleInGroup(track, isOne ? group : undefined, own);
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

function rangeOfOne({ value }: { readonly value: number }) {
  return { min: value, max: value };
}

/** The bins of igv's features; the same while those are. */
function lastBins(): (
  features: readonly unknown[] | undefined,
) => readonly SignalBin[] | undefined {
  let last: { readonly of: readonly unknown[]; readonly bins: readonly SignalBin[] } | undefined;
  return (features) => {
    if (!features || features === last?.of) return features && last?.bins;
    const bins = (features as readonly SignalBin[]).map(({ start, end, value }) => {
      return { start, end, value, min: value, max: value };
    });
    last = { of: features, bins };
    return bins;
  };
}
