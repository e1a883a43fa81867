import type { Job, ModelCard, Project } from '../../contract/index.ts';
import type { BaseMapSpec } from './base-map-spec.ts';
import type { EffectSpec } from './effect-spec.ts';
import type { PredictionSpec } from './prediction-bins.ts';

/** What a project's rows are made of. */
export interface AreaContent {
  readonly project: Project;
  readonly models: readonly ModelCard[];
  readonly jobs: readonly Job[];
  readonly effects: readonly EffectSpec[];
  readonly baseMaps: readonly BaseMapSpec[];
  /** Rows of an opened variant; none where there is none. */
  readonly alleles: readonly PredictionSpec[];
}
