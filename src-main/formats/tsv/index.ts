/** TSV: writes tracks. */
export { tsv } from './write-predictions.ts';
