import type { FitKind, ProbeReport } from '../../contract/index.ts';
import type { HeadPackage } from '../../model/index.ts';
import type { LabelTrack } from './label-source.ts';
import type { LinearMap } from './linear-map.ts';

/** A probe that was fitted: a linear map for each track, and what it is worth. */
export interface FittedProbe {
  readonly kind: FitKind;
  readonly bin: number;
  readonly unit: string;
  readonly tracks: readonly (LabelTrack & { readonly map: LinearMap })[];
  readonly report: ProbeReport;
  /** Absent where none was to be written. */
  readonly head?: HeadPackage;
}
