/**
 * Which base depends on which, of a model that predicts bases.
 *
 *     const map = await resultOf(findDependencies(environment, { region, ... }, signal), show);
 *     await writeDependencyMap(map, 'map.tsv', { format: 'tsv', threshold: defaultArc });
 */
export { findDependencies, measureDependencies } from './find-dependencies.ts';
export { defaultArc, dependencyFormat, writeDependencyMap } from './write-dependency-map.ts';
