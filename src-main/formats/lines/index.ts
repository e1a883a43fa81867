export { readLines, type Line } from './read-lines.ts';
