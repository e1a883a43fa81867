export {
  baseBytes,
  checkpointBytes,
  chooseChunk,
  defaultMemory,
  estimateMemory,
  foreseePass,
  planMemory,
  spilledBytes,
  windowsThatFit,
} from './memory-plan.ts';
