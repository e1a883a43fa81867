import {
  defined,
  formatRegion,
  howRead,
  likelihoodText,
  mapBasisText,
  unfamiliarText,
  type EffectBackground,
  type EffectMap,
  type KnockOut,
} from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import { modelNotes, type HeaderNote } from '../../formats/output/index.ts';
import { placeReach } from './background-places.ts';
import { readingsText } from './readings.ts';

/** Provenance of maps, at least one, that differ in their regions alone. */
export function effectNotes(maps: readonly EffectMap[]): HeaderNote[] {
  const first = defined(maps[0]);
  const { model, track, knockOut, tolerance, spread, background, readings } = first;
  const basis = mapBasisText(first);
  const likelihood = maps.length === 1 && first.likelihood && likelihoodText(first);
  const unfamiliar = maps.flatMap((map) => unfamiliarText(map) ?? []);
  const shown = maps.slice(0, 5).map(({ interval }) => formatRegion(interval));
  const more = maps.length > shown.length ? ` and ${maps.length - shown.length} more` : '';
  const [was, each] = maps.length === 1 ? ['was', ''] : ['were', ', each by itself'];
  const intervals = `${shown.join(', ')}${more} (1-based)`;
  return modelNotes(model, [
    ...(basis === undefined ? [] : [{ key: 'rests on', text: basis }]),
    { key: 'engine', text: engineVersion },
    { key: 'interval', text: `${intervals} ${was} read ${howRead(model)}${each}` },
    ...(likelihood ? [{ key: 'log-likelihood', text: likelihood }] : []),
    ...unfamiliar.map((text) => ({ key: 'unlike training', text })),
    { key: 'track', text: `${track.label} (${track.id}), ${track.unit}` },
    { key: 'knock-out', text: knockOutText(knockOut) },
    { key: 'tolerance', text: String(tolerance) },
    ...(spread
      ? [{ key: 'effect_low, effect_high', text: 'ends of the effects of the shuffles' }]
      : []),
    ...(background ? [{ key: 'background', text: backgroundText(background) }] : []),
    ...(readings ? [{ key: 'readings', text: readingsText(readings) }] : []),
  ]);
}

function backgroundText({ places }: EffectBackground): string {
  const { bp, lengths } = placeReach;
  return (
    `the same knock-out at up to ${places} random places of the element's length within ` +
    `${bp.toLocaleString('en-US')} bp (or ${lengths} lengths) of it; background_percentile: percent of them with a ` +
    'smaller effect, either way; none where an effect rounds to nothing'
  );
}

function knockOutText(knockOut: KnockOut): string {
  return knockOut.kind === 'n'
    ? 'bases replaced by N'
    : `mean of ${knockOut.times} shuffles that keep the pairs of neighbours`;
}
