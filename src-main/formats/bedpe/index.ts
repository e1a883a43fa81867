/** BEDPE: reads and writes links of two regions. */
export { readBedPairs } from './read-bedpe.ts';
