import type { NetworkPackage } from '../../model/index.ts';
import type { Model } from '../jobs/index.ts';
import { foreseeMemory } from '../memory/index.ts';
import { KeptNetwork } from './scans/index.ts';
import { runPerturbations } from './perturbations/index.ts';
import { runPass } from './run-pass.ts';

/** A network with state: layer by layer, chunk by chunk, exact over the whole interval. */
export function recurrentModel(model: NetworkPackage): Model {
  const kept = new KeptNetwork(model);
  return {
    run: (job, send) => runPass(kept, job, send),
    perturb: async (job, send) => {
      try {
        await runPerturbations(kept, job, send);
      } finally {
        // Its slabs are none of the garbage collector's: those of several jobs would lie beside each other.
        globalThis.gc?.();
      }
    },
    memory: (pass) => foreseeMemory(model, pass),
    close: () => kept.close(),
  };
}
