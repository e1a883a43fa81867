/** bedGraph: reads values, writes tracks. */
export { readBedGraph } from './read-bedgraph.ts';
export { bedGraph } from './write-predictions.ts';
