import type { NetworkPackage } from '../../model/index.ts';
import type { Model } from '../jobs/index.ts';
import { foreseeMemory } from '../memory/index.ts';
import { runPerturbations } from './perturbations/index.ts';
import { runPass } from './run-pass.ts';

/** A network with state: layer by layer, chunk by chunk, exact over the whole interval. */
export function recurrentModel(model: NetworkPackage): Model {
  return {
    run: (job, send) => runPass(model, job, send),
    perturb: (job, send) => runPerturbations(model, job, send),
    memory: (pass) => foreseeMemory(model, pass),
  };
}
