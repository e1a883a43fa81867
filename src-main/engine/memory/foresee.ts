import { describeModel, weightBytes, type ModelPackage } from '../../model/index.ts';
import type { PassMemory, WantedPass } from '../jobs/index.ts';
import { allowedMemory, baseBytes, chooseChunk, foreseePass } from './memory-plan.ts';

/** What a pass of a model will take, from its description alone: no weights are opened. */
export function foreseeMemory(model: ModelPackage, pass: WantedPass): PassMemory {
  const { network } = describeModel(model);
  if (network === undefined) return foreseeTiles(model, pass);
  const { length, spill } = pass;
  const memory = allowedMemory(pass.memory);
  return foreseePass(network, { length, chunk: chooseChunk(network, memory) }, memory, spill);
}

/** What a graph takes for itself is known from passes before; until then, its weights at the least. */
function foreseeTiles({ weights }: ModelPackage, { earlierPeaks = [] }: WantedPass): PassMemory {
  const peak = Math.max(0, ...earlierPeaks);
  return { memoryBytes: peak > 0 ? peak : baseBytes + weightBytes(weights), spilledBytes: 0 };
}
