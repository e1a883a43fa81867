/**
 * Regions and genes, each scored by itself.
 *
 *     const places = await findPlaces({ kind: 'genes', path: 'genes.gtf' }, tools);
 *     await writePlaces(scorePlaces(places, settings, tools), 'scores.tsv', { format: 'tsv', ... });
 */
export { findPlaces, type PlaceSource } from './find-places.ts';
export {
  placeLabels,
  scorePlaces,
  type PlaceRow,
  type PlaceScoreSettings,
  type PlaceScoreTools,
} from './score-places.ts';
export { placeFormat, writePlaces } from './write-places.ts';
