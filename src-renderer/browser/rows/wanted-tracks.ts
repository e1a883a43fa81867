import type { FileOptions, RowSettings } from '../../../src-main/contract/index.ts';
import {
  effectsHeight,
  emptyHeight,
  leastMapShare,
  sourcesShown,
  type BaseMapRow,
  type Covering,
  type EffectRow,
  type FileRow,
  type PredictionRow,
  type PredictionSpec,
  type Row,
} from '../../../src-main/drawing/index.ts';
import {
  baseMapConfig,
  baseMapHeight,
  renewBaseMap,
  effectConfig,
  renewEffects,
  headingConfig,
  headingHeight,
  predictionConfig,
  renewPrediction,
  renewSignal,
  type PredictionTrackContext,
} from '../tracks/index.ts';
import { dataTrackConfig } from './browser-config.ts';
import type { IgvTrack } from '../igv-types.ts';

/** px of a context effect's row: its colours have a key. */
const contextHeight = 92;

/** px of a row that is made of two: both have names. */
const comparedHeight = 72;

/** One track as it is to be drawn. */
export interface WantedTrack {
  readonly row: Row;
  /** Where this differs from what is drawn, igv needs another track. */
  readonly form: string;
  /** Where only this differs, the track can be renewed. */
  readonly state: string;
  /** px, where something of it is in view; absent where igv fits it to what is drawn. */
  readonly height?: number | undefined;
  /** What holds values; absent of what igv reads by itself. */
  readonly sources?: readonly Covering[] | undefined;
  /** Share of a view below which what holds values is a speck there, and no picture. */
  readonly leastShare?: number | undefined;
  /** igv's settings, without name, order and height. */
  readonly config: () => object;
  readonly renew: (track: IgvTrack) => Promise<void>;
  /** How igv is to draw a file; they are chosen in its own menu, where the track has them already. */
  readonly options?: FileOptions | undefined;
}

/** What igv is to draw for a row. */
export function wantedTrack(row: Row, context: PredictionTrackContext): WantedTrack {
  switch (row.kind) {
    case 'file':
      return wantedFile(row);
    case 'prediction':
      return wantedPrediction(row, context);
    case 'effects':
      return wantedEffects(row);
    case 'base map':
      return wantedBaseMap(row);
    case 'heading':
      return {
        ...{ row, form: '', state: '', height: headingHeight },
        config: () => headingConfig(),
        renew: () => Promise.resolve(),
      };
  }
}

function wantedFile(row: FileRow): WantedTrack {
  const { track, settings } = row;
  if (track.kind === 'signal') return wantedSignal(row);
  const { options, ...others } = settings;
  const { height, ...config } = dataTrackConfig(track, settings);
  return {
    row,
    form: JSON.stringify([dataTrackConfig(track, others), others.log]),
    state: '',
    options: options ?? {},
    height,
    config: () => config,
    renew: () => Promise.resolve(),
  };
}

function wantedSignal(row: FileRow): WantedTrack {
  const { track, settings } = row;
  const { color, options: { windowFunction } = {} } = settings;
  const { height, ...config } = dataTrackConfig(track, settings);
  return {
    ...{ row, height, config: () => config },
    form: JSON.stringify([track, color, windowFunction]),
    state: JSON.stringify(withoutHeight(settings)),
    renew: (drawn) => renewSignal(drawn, settings),
  };
}

function wantedPrediction(row: PredictionRow, context: PredictionTrackContext): WantedTrack {
  const { spec } = row;
  return {
    row,
    // Unit and bin come from it; the layers are named by the id.
    form: JSON.stringify(spec.info),
    state: JSON.stringify([spec.layers, spec.signals, spec.compared, withoutHeight(spec.settings)]),
    height: spec.settings.height ?? usualHeight(spec),
    sources: sourcesShown(spec),
    config: () => predictionConfig(spec, context),
    renew: (track) => renewPrediction(track, spec),
  };
}

function usualHeight({ window, signals }: PredictionSpec): number {
  if (window !== undefined) return contextHeight;
  return signals ? comparedHeight : 56;
}

function wantedEffects(row: EffectRow): WantedTrack {
  const { spec, settings } = row;
  return {
    row,
    form: spec.createdAt,
    state: JSON.stringify([spec.threshold, spec.chosen, spec.known.length]),
    height: settings.height ?? effectsHeight(spec),
    sources: [spec.numbers],
    config: () => effectConfig(spec),
    renew: (track) => renewEffects(track, spec),
  };
}

function wantedBaseMap(row: BaseMapRow): WantedTrack {
  const { spec, settings } = row;
  return {
    row,
    form: spec.made.createdAt,
    state: JSON.stringify([spec.chosen, spec.picture !== undefined]),
    height: settings.height ?? baseMapHeight(spec),
    sources: [{ interval: spec.made.region }],
    leastShare: leastMapShare,
    config: () => baseMapConfig(spec),
    renew: (track) => renewBaseMap(track, spec),
  };
}

function withoutHeight({ height: _, hidden: __, ...rest }: RowSettings): RowSettings {
  return rest;
}

/** px of a row, of which there is something to see in view or not. */
export function heightOf({ height, sources }: WantedTrack, isEmpty: boolean): number | undefined {
  return sources && isEmpty ? emptyHeight : height;
}
