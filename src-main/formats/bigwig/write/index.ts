export { writeBigWig } from './big-wig-file.ts';
export { byName } from './chromosome-tree.ts';
