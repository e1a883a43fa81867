/** Lines of a text file, plain or compressed, with their numbers. */
export { readLines, unpackedBytes, type Line } from './read-lines.ts';
