export { ParsedBigWig, type SignalStretches } from './bigwig-file.ts';
export { bigWig } from './write-predictions.ts';
