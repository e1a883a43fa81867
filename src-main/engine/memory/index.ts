/** Foresees the memory of a pass and chooses chunk and spill. */
export { foreseeMemory } from './foresee.ts';
export {
  allowedMemory,
  baseBytes,
  checkpointBytes,
  chooseChunk,
  chooseRunnerChunk,
  estimateMemory,
  keptBytes,
  mayOpenAhead,
  passChunk,
  planMemory,
  spilledBytes,
  windowsThatFit,
} from './memory-plan.ts';
export { peakMemory, resetPeakMemory } from './peak-memory.ts';
