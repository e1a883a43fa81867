/** Places of a genome by their names: regions, genes and features of its annotations. */
export { AnnotationSearch } from './annotation-search.ts';
export { findPlaces } from './find-places.ts';
export { hasNames } from './named-features.ts';
