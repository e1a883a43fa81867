import {
  defined,
  type FigureVariant,
  type VariantScores,
  type VariantSet,
} from '../../../src-main/contract/index.ts';
import { variantName } from '../../format/index.ts';
import type { OpenedVariant } from './opened-variant.svelte.ts';

/** Least effect that a row of differences is scaled to: below it is noise of the arithmetic. */
const leastScale = 0.02;

/** An opened variant as its rows, and a figure, know it. */
export function shownVariant(
  { set: id, number: row, variant, track }: OpenedVariant,
  set: VariantSet,
): FigureVariant {
  const scores = defined(variant.scores);
  const { interval: read, valued: interval = read } = scores;
  const scale = differenceScale(scores, track, set);
  return { set: id, row, track, name: variantName(variant, set), interval, scale };
}

/**
 * Scaled to the largest effect that was scored on the track, either way: a small one is seen, and what is
 * noise stays flat, which a scale that fits what is in view would not see to.
 */
function differenceScale({ local, distal }: VariantScores, track: string, set: VariantSet): number {
  const effects = [
    ...local.filter((one) => one.track === track),
    ...(track === set.track ? distal : []),
  ].map(({ effect }) => (Number.isNaN(effect) ? 0 : Math.abs(effect)));
  const largest = Math.max(leastScale, ...effects);
  const digit = 10 ** Math.floor(Math.log10(largest));
  return Number((Math.ceil(largest / digit) * digit).toPrecision(2));
}
