import {
  defined,
  type RowSettings,
  type TrackInfo,
  type VariantScores,
  type VariantSet,
} from '../../src-main/contract/index.ts';
import type { PredictionSpec } from '../../src-main/drawing/index.ts';
import { variantName } from '../format/index.ts';
import type { OpenedVariant } from './opened-variant.svelte.ts';

/** Least effect that a row of differences is scaled to: below it is noise of the arithmetic. */
const leastScale = 0.02;

/** What is drawn of an opened variant: its alternative over the reference, and the one less the other. */
export function alleleSpecs(
  { set: id, number: row, variant, track }: OpenedVariant,
  set: VariantSet,
  info: TrackInfo,
): readonly PredictionSpec[] {
  const name = variantName(variant, set);
  const scores = defined(variant.scores);
  const { interval: read, valued: interval = read } = scores;
  const layer = (allele: 'reference' | 'alternative', model: string) => ({
    ...{ run: `${id} ${row} ${allele}`, model, interval },
    allele: { set: id, row, allele },
  });
  const layers = [[layer('reference', 'reference')], [layer('alternative', `with ${name}`)]];
  const shared = { group: 'alleles', info, layers, alleles: name };
  // The same for every row: the tracks stay where they are while one goes through the table.
  return [
    { id: `alleles:${track}`, ...shared, settings: {} },
    {
      ...{ id: `alleles-difference:${track}`, ...shared, compared: 'difference' },
      settings: differenceSettings(scores, track, set),
    },
  ];
}

/**
 * Scaled to the largest effect that was scored on the track, either way: a small one is seen, and what is
 * noise stays flat, which a scale that fits what is in view would not see to.
 */
function differenceSettings(
  { local, distal }: VariantScores,
  track: string,
  set: VariantSet,
): RowSettings {
  const effects = [
    ...local.filter((one) => one.track === track),
    ...(track === set.track ? distal : []),
  ].map(({ effect }) => (Number.isNaN(effect) ? 0 : Math.abs(effect)));
  const largest = Math.max(leastScale, ...effects);
  const digit = 10 ** Math.floor(Math.log10(largest));
  const max = Number((Math.ceil(largest / digit) * digit).toPrecision(2));
  return { scale: { kind: 'fixed', min: -max, max } };
}
