/** Tracks as tables: a row a value, as text, Parquet or Arrow. */
export { trackTable } from './write-predictions.ts';
