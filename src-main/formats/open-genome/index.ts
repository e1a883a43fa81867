export { openGenome } from './open-genome.ts';
