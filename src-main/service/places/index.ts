/**
 * Regions and genes, each scored by itself.
 *
 *     const places = await findPlaces({ kind: 'genes', path: 'genes.gtf' }, tools);
 *     await writePlaces(scorePlaces(places, settings, tools), 'scores.tsv', { format: 'tsv', ... });
 */
export * from './find-places.ts';
export * from './place.ts';
export * from './score-places.ts';
export * from './write-places.ts';
