/** bedGraph: writes tracks. */
export { bedGraph } from './write-predictions.ts';
