export { foreseeMemory } from './foresee.ts';
export {
  checkpointBytes,
  chooseChunk,
  defaultMemory,
  planMemory,
  spilledBytes,
  windowsThatFit,
} from './memory-plan.ts';
