import type { PredictionSpec } from '../../src-main/drawing/index.ts';
import { defined, type TrackInfo, type VariantSet } from '../../src-main/contract/index.ts';
import { variantName } from '../format/index.ts';
import type { OpenedVariant } from './opened-variant.svelte.ts';

/** What is drawn of an opened variant: its alternative over the reference, and the one less the other. */
export function alleleSpecs(
  { set: id, number: row, variant, track }: OpenedVariant,
  set: VariantSet,
  info: TrackInfo,
): readonly PredictionSpec[] {
  const name = variantName(variant, set);
  const { interval: read, valued: interval = read } = defined(variant.scores);
  const layer = (allele: 'reference' | 'alternative', model: string) => ({
    ...{ run: `${id} ${row} ${allele}`, model, interval },
    allele: { set: id, row, allele },
  });
  const layers = [[layer('reference', 'reference')], [layer('alternative', `with ${name}`)]];
  const shared = { group: 'alleles', info, layers, settings: {}, alleles: name };
  // The same for every row: the tracks stay where they are while one goes through the table.
  return [
    { id: `alleles:${track}`, ...shared },
    { id: `alleles-difference:${track}`, ...shared, compared: 'difference' },
  ];
}
