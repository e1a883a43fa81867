import type { EffectLink, EffectMap, KnownLink } from '../../contract/index.ts';
import type { EffectChoice } from './effect-choice.ts';

/** A distal map as the browser shows it. */
export interface EffectSpec {
  readonly id: string;
  /** `id` of the project's map. */
  readonly map: string;
  /** When it was made: the same request may give other numbers later. */
  readonly createdAt: string;
  readonly numbers: EffectMap;
  readonly threshold: number;
  /** Those that reach the threshold, the largest first. */
  readonly links: readonly EffectLink[];
  readonly chosen: EffectChoice | undefined;
  /** Links known from elsewhere, drawn downwards below the predicted ones. */
  readonly known: readonly KnownLink[];
}
