import type { Region } from './region.ts';
import type { ModelIdentity } from './run.ts';
import type { TrackInfo } from './track.ts';

/** What one place does as more and more sequence is read round it. */
export interface ContextCurve {
  readonly model: ModelIdentity;
  /** The readout. */
  readonly track: TrackInfo;
  readonly place: Region & { readonly name: string };
  /** bp of the windows that the model was trained on, where it says so. */
  readonly trainingContext?: number | undefined;
  /** By length of the interval, the shortest first. */
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  /** All that was read as one. */
  readonly interval: Region;
  /** The largest bin of the place; NaN where it has no value. */
  readonly value: number;
}
