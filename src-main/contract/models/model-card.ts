import type { ModelBasis, TrackInfo } from '../runs/index.ts';
import type { HeadLabel } from '../variants/index.ts';

/** A folder among the models that cannot be read as one. */
export interface BrokenModel {
  /** The folder's name, which removes it where it was imported. */
  readonly id: string;
  readonly folder: string;
  readonly origin: 'shipped' | 'imported';
  /** What is wrong, in a sentence. */
  readonly reason: string;
}

/** What a person wants to know of a model before using it. */
export interface ModelCard {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly family: string;
  /** `head`: a model with a head on it. */
  readonly origin: 'shipped' | 'imported' | 'folder' | 'head';
  readonly description: string | undefined;
  /** What it was trained on, as a noun phrase; undefined where nobody says. */
  readonly trainedOn: string | undefined;
  /** What scores of variants by it lack, in a sentence; undefined where they lack nothing. */
  readonly variantLimit: string | undefined;
  readonly license: string;
  readonly citation: string | undefined;
  /** bp; undefined where nobody says. */
  readonly trainingContext: number | undefined;
  /** As `ModelBasis` has it; absent where the model cannot be described. */
  readonly strands?: ModelBasis['strands'] | undefined;
  /** Files of the members that it is the mean of, in their order; absent of one alone. */
  readonly members?: readonly string[] | undefined;
  /** bp that a region is filled up to by default; undefined where nothing is known. */
  readonly usefulContext: number | undefined;
  /** bp of the tiles that it reads in, where it carries no state; undefined where it does. */
  readonly tile: number | undefined;
  /** bp on either side of what a tile predicts; undefined where it reads in none. */
  readonly margin?: number | undefined;
  readonly tracks: readonly TrackInfo[];
  /** What the heads on it say of places (regions and genes) and of variants; absent where nothing. */
  readonly scores?: readonly (HeadLabel & { readonly of: 'places' | 'variants' })[] | undefined;
  readonly weightBytes: number;
  /** Of a model with one head on it, the head's. */
  readonly folder: string;
}
