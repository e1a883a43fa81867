/** Figures by IGV's batch files. */
export { figuresOfBatch } from './figures-of-batch.ts';
