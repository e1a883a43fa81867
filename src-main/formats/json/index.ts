export { json } from './write-predictions.ts';
