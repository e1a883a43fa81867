/** JSON: writes tracks. */
export { json } from './write-predictions.ts';
