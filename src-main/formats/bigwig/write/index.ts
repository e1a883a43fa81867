/** The writer of bigWig files. */
export { writeBigWig } from './big-wig-file.ts';
export { byName } from './chromosome-tree.ts';
