import { describeModel, weightBytes, type ModelPackage } from '../../model/index.ts';
import type { PassMemory, WantedPass } from '../jobs/index.ts';
import {
  allowedMemory,
  baseBytes,
  chooseChunk,
  chooseRunnerChunk,
  foreseePass,
} from './memory-plan.ts';

/** What a pass of a model will take by the native runner, from its description alone: no weights are opened. */
export function foreseeMemory(model: ModelPackage, pass: WantedPass): PassMemory {
  const { network } = describeModel(model);
  if (network === undefined) return foreseeTiles(model, pass);
  const { length, spill } = pass;
  const memory = allowedMemory(pass.memory);
  const chunk = chooseRunnerChunk(network, pass, memory);
  const planned = { length, chunk, atOnce: chooseChunk(network, pass, memory) };
  return foreseePass(network, planned, memory, spill);
}

/** What a graph takes for itself is known from passes before; until then, its weights at the least. */
function foreseeTiles({ weights }: ModelPackage, { earlierPeaks = [] }: WantedPass): PassMemory {
  const peak = Math.max(0, ...earlierPeaks);
  return { memoryBytes: peak > 0 ? peak : baseBytes + weightBytes(weights), spilledBytes: 0 };
}
