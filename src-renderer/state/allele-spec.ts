import type { PredictionSpec } from '../../src-main/drawing/index.ts';
import { defined, type TrackInfo, type VariantSet } from '../../src-main/contract/index.ts';
import { variantName } from '../format/index.ts';
import type { OpenedVariant } from './variant-table-state.svelte.ts';

/** The track that lays an opened variant's alternative over the reference. */
export function alleleSpec(
  { set: id, number: row, variant, track }: OpenedVariant,
  set: VariantSet,
  info: TrackInfo,
): PredictionSpec {
  const name = variantName(variant, set);
  const { interval: read, valued: interval = read } = defined(variant.scores);
  const layer = (allele: 'reference' | 'alternative', model: string) => ({
    ...{ run: `${id} ${row} ${allele}`, model, interval },
    allele: { set: id, row, allele },
  });
  return {
    // The same for every row: the track stays where it is while one goes through the table.
    id: `alleles:${track}`,
    group: 'alleles',
    info,
    layers: [[layer('reference', 'reference')], [layer('alternative', `with ${name}`)]],
    settings: {},
    alleles: name,
  };
}
