export { runPerturbations } from './run-perturbations.ts';
