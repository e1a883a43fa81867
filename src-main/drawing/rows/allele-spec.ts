import type { FigureVariant, TrackInfo } from '../../contract/index.ts';
import type { PredictionSpec } from './prediction-bins.ts';

/** What is drawn of an opened variant: its alternative over the reference, and the one less the other. */
export function alleleSpecs(
  { set, row, track, name, interval, scale }: FigureVariant,
  info: TrackInfo,
): readonly PredictionSpec[] {
  const layer = (allele: 'reference' | 'alternative', model: string) => ({
    ...{ run: `${set} ${row} ${allele}`, model, interval },
    allele: { set, row, allele },
  });
  const layers = [[layer('reference', 'reference')], [layer('alternative', `with ${name}`)]];
  const shared = { group: 'alleles', info, layers, alleles: name };
  // The same for every row: the tracks stay where they are while one goes through the table.
  return [
    { id: `alleles:${track}`, ...shared, settings: {} },
    {
      ...{ id: `alleles-difference:${track}`, ...shared, compared: 'difference' },
      settings: { scale: { kind: 'fixed', min: -scale, max: scale } },
    },
  ];
}
