/** Lines of a text file, plain or compressed, with their numbers. */
export { readLines, type Line } from './read-lines.ts';
