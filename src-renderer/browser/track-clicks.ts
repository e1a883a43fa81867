import type { Region } from '../../src-main/contract/index.ts';
import type { BaseChoice, EffectChoice } from '../../src-main/drawing/index.ts';
import { baseMapSpecOf, clickedBase, clickedEffect, effectSpecOf } from './tracks/index.ts';
import { featureDetails, type FeatureDetails } from './feature-text.ts';
import { regionOfIgv } from './igv-place.ts';
import type { IgvBrowser, IgvRegion, IgvTrack } from './igv-types.ts';

export interface ClickEvents {
  /** A click; `feature` is what igv knows to lie there, of an annotation. */
  readonly onFeature: (card: FeatureDetails | undefined, feature: Region | undefined) => void;
  /** A click on a track with arcs; `map` is the id of the project's map. */
  readonly onEffect: (map: string, choice: EffectChoice | undefined) => void;
  /** A click on a map of bases. */
  readonly onBase: (map: string, choice: BaseChoice | undefined) => void;
}

/** Arguments of igv's click event: track, rows of its popup, base, and features of an annotation. */
type TrackClick = [
  track: IgvTrack,
  popup: unknown[] | undefined,
  position: number,
  features: IgvRegion[] | undefined,
];

/** Tells of clicks on tracks, instead of igv's popup. */
export function reportClicks(browser: IgvBrowser, events: ClickEvents): void {
  browser.on('trackclick', (...click: TrackClick) => {
    report(click, events);
    return false;
  });
}

function report([track, popup, position, features]: TrackClick, events: ClickEvents): void {
  const spec = effectSpecOf(track);
  if (spec) return events.onEffect(spec.map, clickedEffect(popup));
  const bases = baseMapSpecOf(track);
  if (bases) return events.onBase(bases.made.id, clickedBase(popup));
  const [feature] = features ?? [];
  const card = featureDetails(track, popup, Math.floor(position));
  const region = feature && regionOfIgv(feature);
  events.onFeature(
    card && { ...card, region: region && { ...region, strand: feature.strand } },
    region,
  );
}
