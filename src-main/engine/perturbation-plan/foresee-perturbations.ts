import { isMegabaseError } from '../../contract/index.ts';
import { describeModel, type ModelPackage } from '../../model/index.ts';
import type { PassMemory, WantedPass } from '../jobs/index.ts';
import { allowedMemory, foreseeMemory } from '../memory/index.ts';
import { planPerturbations } from './plan-perturbations.ts';

/**
 * What edited sequences take side by side, bytes: their results, which are kept for the next ones. 20,000
 * variants of a megabase took up to 700 MB with Hawk tutorial, 300 of them 30 MB. One that changes most of what is
 * read takes more than its room, of what the slabs leave: 78 MB where a plan of 480 had 31 MB for it and left 82.
 */
const editedBytes = 750e6;

/** What a tiled graph's perturbations are reckoned to take of its pass once more. */
const tiledShare = 2;

/**
 * What changes of an interval will take at their peak beside the command itself: the pass, the states at borders,
 * the slabs that its plan keeps with the memory that it may take, and the edited sequences.
 */
export function foreseePerturbations(model: ModelPackage, pass: WantedPass): PassMemory {
  const { network } = describeModel(model);
  const foreseen = foreseeMemory(model, pass);
  if (network === undefined) return { ...foreseen, memoryBytes: tiledShare * foreseen.memoryBytes };
  const { length, spill } = pass;
  const job = { length, provider: 'cpu', spill, edits: [] } as const;
  try {
    const plan = planPerturbations(network, job, allowedMemory(pass.memory));
    const { usedBytes, slabBytes, allSlabBytes, spareBytes, spilledBytes } = plan;
    const slabs = Math.min(slabBytes, allSlabBytes);
    const edited = Math.min(spareBytes, plan.mostBytes, editedBytes);
    return { memoryBytes: usedBytes + slabs + edited, spilledBytes };
  } catch (error) {
    if (!isMegabaseError(error)) throw error;
    // It will be refused; this is why.
    return foreseen;
  }
}
