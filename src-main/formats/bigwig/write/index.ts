/** The writer of bigWig files. */
export { noteTag, writeBigWig } from './big-wig-file.ts';
export type { BinSource } from './bin-source.ts';
export { byName } from './chromosome-tree.ts';
