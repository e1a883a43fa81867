export { bedGraph } from './write-predictions.ts';
