/** Batch files of IGV: a command a line. */
export { readBatch, type BatchLine } from './read-batch.ts';
