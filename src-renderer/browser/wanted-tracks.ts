import type { DataTrack } from '../../src-main/contract/index.ts';
import { dataTrackConfig } from './browser-config.ts';
import type { EffectSpec } from './effect-spec.ts';
import { effectConfig, effectHeight, effectLabel, renewEffects } from './effect-track.ts';
import type { IgvTrack } from './igv-types.ts';
import type { PredictionSpec } from './prediction-bins.ts';
import {
  predictionConfig,
  predictionLabel,
  renewPrediction,
  type PredictionTrackContext,
} from './prediction-track.ts';

/** What is drawn over the genome. */
export interface DrawnTracks {
  readonly data: readonly DataTrack[];
  readonly predictions: readonly PredictionSpec[];
  readonly effects: readonly EffectSpec[];
}

/** One track as it is to be drawn. */
export interface WantedTrack {
  /** What is written on it. */
  readonly name: string;
  /** Where this differs from what is drawn, igv needs another track. */
  readonly form: string;
  /** Where only this differs, the track can be renewed. */
  readonly state: string;
  /** igv's settings, without the name. */
  readonly config: () => object;
  readonly renew: (track: IgvTrack) => Promise<void>;
}

/** By id, in order. */
export function wantedTracks(
  { data, predictions, effects }: DrawnTracks,
  context: PredictionTrackContext,
): ReadonlyMap<string, WantedTrack> {
  const files = data.map((track) => [track.id, wantedFile(track)] as const);
  const specs = predictions.map(
    (spec, i) => [spec.id, wantedPrediction(spec, i, context)] as const,
  );
  const maps = effects.map((spec, i) => [spec.id, wantedEffects(spec, i)] as const);
  return new Map([...files, ...specs, ...maps]);
}

function wantedFile(track: DataTrack): WantedTrack {
  return {
    name: track.name,
    form: JSON.stringify(track),
    state: '',
    config: () => dataTrackConfig(track),
    renew: () => Promise.resolve(),
  };
}

function wantedPrediction(
  spec: PredictionSpec,
  order: number,
  context: PredictionTrackContext,
): WantedTrack {
  return {
    name: predictionLabel(spec),
    // Colour and scale come from it; the layers are named by the id.
    form: JSON.stringify(spec.info),
    state: JSON.stringify(spec.layers),
    config: () => predictionConfig(spec, order, context),
    renew: (track) => renewPrediction(track, spec),
  };
}

function wantedEffects(spec: EffectSpec, order: number): WantedTrack {
  return {
    name: effectLabel(spec),
    form: JSON.stringify([spec.createdAt, effectHeight(spec)]),
    state: JSON.stringify([spec.threshold, spec.chosen]),
    config: () => effectConfig(spec, order),
    renew: (track) => renewEffects(track, spec),
  };
}
