import type { ExportTarget, ModelIdentity, Estimate } from '../runs/index.ts';
import type { KnockOut } from './effects.ts';
import type { ProviderChoice } from '../computing/index.ts';
import type { Region } from '../genome/index.ts';

/** What is knocked out one after the other: where a track is high, tiles, or regions of a file. */
export type ElementChoice =
  | { readonly kind: 'track'; readonly track: string; readonly threshold: number }
  | { readonly kind: 'tile'; readonly bp: number }
  /** `file`: in a request a BED track's id, in what is told of a map the file's name. */
  | { readonly kind: 'bed'; readonly file: string };

/** Answers that are wanted beside a model's own. */
interface ReadingsRequest {
  /** Each strand's. */
  readonly strands?: boolean | undefined;
  /** Each member's, of a model that has several. */
  readonly members?: boolean | undefined;
  /** Those of other models, by their ids. */
  readonly models?: readonly string[] | undefined;
}

/** A distal map that is to be made for a project. */
export interface EffectsRequest {
  readonly project: string;
  /** Elements lie in it; as a person writes it. */
  readonly region: string;
  /** bp read on each side too; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** Model id. */
  readonly model: string;
  readonly elements: ElementChoice;
  /** Id of an annotation whose gene starts are watched; what the model calls where absent. */
  readonly targets?: string | undefined;
  /** Track that is watched; the model's expression, else its promoters, where absent. */
  readonly targetTrack?: string | undefined;
  readonly knockOut: KnockOut;
  /** Random places to hold each element against; none where absent. */
  readonly background?: number | undefined;
  /** The model's own answer alone where absent. */
  readonly readings?: ReadingsRequest | undefined;
  readonly provider: ProviderChoice;
}

/** What a distal map will take. `cached`: all of it was computed before. */
export interface EffectsEstimate extends Estimate {
  /** Absent where only a prediction that was not made yet can tell. */
  readonly elements?: number | undefined;
  /** Changed sequences to be read: one an element, or one a shuffle of it, and as many for each random place. */
  readonly sequences?: number | undefined;
}

/** A distal map as it belongs to a project; its numbers come with `effectMap`. */
export interface ProjectMap {
  readonly id: string;
  readonly region: Region;
  /** All that was read as one. */
  readonly interval: Region;
  readonly model: ModelIdentity;
  readonly elements: ElementChoice;
  /** Id of the track that was watched. */
  readonly track: string;
  readonly knockOut: KnockOut;
  readonly background?: number | undefined;
  readonly readings?: ReadingsRequest | undefined;
  readonly elementCount: number;
  readonly targetCount: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** True while it is drawn in the browser. */
  readonly shown: boolean;
}

/** `format` is `bedpe`, `tsv`, `parquet`, `arrow` or `json`. */
export interface ExportMapRequest extends ExportTarget {
  readonly map: string;
  /** Of links alone: they have this effect or more, either way; the map's own where absent. */
  readonly threshold?: number | undefined;
}
