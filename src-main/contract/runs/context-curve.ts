import type { ProviderChoice } from '../computing/index.ts';
import type { Region } from '../genome/index.ts';
import type { ModelIdentity } from './run.ts';
import type { TrackInfo } from './track.ts';

/** What one place does as more and more sequence is read round it. */
export interface ContextCurve {
  readonly model: ModelIdentity;
  /** The readout. */
  readonly track: TrackInfo;
  readonly place: Region & { readonly name: string };
  /** All that is read in the end, as it was asked for. */
  readonly region: Region;
  /** bp of the windows that the model was trained on, where it says so. */
  readonly trainingContext?: number | undefined;
  /** By length of the interval, the shortest first. */
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  /** All that was read as one. */
  readonly interval: Region;
  /** The largest bin of the place; absent where it has no value. */
  readonly value?: number | undefined;
}

/** A context curve that is to be made for a project. */
export interface CurveRequest {
  readonly project: string;
  /** Where the readout is taken. */
  readonly place: Region & { readonly name: string };
  /** All that is read in the end. */
  readonly region: Region;
  /** Model id. */
  readonly model: string;
  /** Id of the track that is read out. */
  readonly track: string;
  readonly provider: ProviderChoice;
}
