export { tsv } from './write-predictions.ts';
