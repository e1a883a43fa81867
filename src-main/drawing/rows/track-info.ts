import type { ModelCard, ModelIdentity, TrackInfo, VariantSet } from '../../contract/index.ts';
import { withUnit } from '../with-unit.ts';

/** A track as its model describes it; plain where that model is here no more. */
export function trackInfo(
  { id: modelId }: ModelIdentity,
  id: string,
  models: readonly ModelCard[],
): TrackInfo {
  const model = models.find((card) => card.id === modelId);
  const info = model?.tracks.find((track) => track.id === id);
  return info ?? { id, label: id, unit: '', color: '#5b6675', bin: 1 };
}

/** The track that a variant set's distal effects are on, with its unit; undefined where it has none. */
export function effectTrackWords(
  { model, track }: VariantSet,
  models: readonly ModelCard[],
): string | undefined {
  if (track === undefined) return undefined;
  return withUnit(trackInfo(model, track, models));
}
