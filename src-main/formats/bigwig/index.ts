/** bigWig: reads values, writes tracks with zoom levels (Kent et al. 2010). */
export { ParsedBigWig, type SignalStretches } from './bigwig-file.ts';
export { mergeBigWig } from './merge-parts.ts';
export { readBigWigPart, type BigWigPart } from './part-note.ts';
export { bigWig, paths as bigWigPaths } from './write-predictions.ts';
