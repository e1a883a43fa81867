export { readBedPairs } from './read-bedpe.ts';
