/** bigWig: reads values, writes tracks with zoom levels (Kent et al. 2010). */
export { ParsedBigWig, type SignalStretches } from './bigwig-file.ts';
export { bigWig } from './write-predictions.ts';
