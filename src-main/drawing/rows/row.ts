import type { DataTrack, Region, RowSettings } from '../../contract/index.ts';
import type { ReadOrder } from '../tracks/index.ts';
import type { BaseMapSpec } from './base-map-spec.ts';
import type { EffectSpec } from './effect-spec.ts';
import type { PredictionSpec } from './prediction-bins.ts';

/** What every row of the track area has. */
interface RowBase {
  readonly id: string;
  /** Rows of a group stand together, below its heading where it has one. */
  readonly group: string;
  /** What is written in the column. */
  readonly name: string;
  readonly settings: RowSettings;
}

/** One of the user's files. */
export interface FileRow extends RowBase {
  readonly kind: 'file';
  readonly track: DataTrack;
  /** Of reads; by their start alone where absent. */
  readonly readOrder?: ReadOrder | undefined;
}

/** A model's track over all of its runs, or what an allele changes. */
export interface PredictionRow extends RowBase {
  readonly kind: 'prediction';
  readonly spec: PredictionSpec;
  /** What of its name its heading does not say already. */
  readonly short?: string | undefined;
}

/** A distal map. */
export interface EffectRow extends RowBase {
  readonly kind: 'effects';
  readonly spec: EffectSpec;
}

/** A mutagenesis or a dependency map. */
export interface BaseMapRow extends RowBase {
  readonly kind: 'base map';
  readonly spec: BaseMapSpec;
}

/** The line above a group's rows. */
export interface HeadingRow extends RowBase {
  readonly kind: 'heading';
  readonly folded: boolean;
  /** Rows below it, folded or not. */
  readonly count: number;
  /** All that the model has read for the rows below it. */
  readonly reads: readonly Region[];
  /** bp of its tiles, of a model that carries no state. */
  readonly tile?: number | undefined;
  /** Something of it is being computed. */
  readonly live: boolean;
  /** What a person should know before believing it, in a sentence. */
  readonly warning?: string | undefined;
}

/** A row of the track area below ruler and sequence. */
export type Row = FileRow | PredictionRow | EffectRow | BaseMapRow | HeadingRow;

/** The row of what a spec says. */
export function predictionRow(spec: PredictionSpec, name: string, short?: string): PredictionRow {
  const { id, group, settings } = spec;
  return {
    kind: 'prediction',
    id,
    group,
    name,
    spec,
    settings,
    ...(short !== undefined && { short }),
  };
}
