/** Perturbed runs of a network with state, as far as states differ from the reference run. */
export { runPerturbations } from './run-perturbations.ts';
